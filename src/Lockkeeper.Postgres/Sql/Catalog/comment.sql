-- kind "comment", identity "on <object>"; follows that object.
select 'comment' as kind,
       'on ' || o.name as identity,
       d.description as definition,
       o.name as parent,
       u.unit
from pg_description d
-- Looked up for each comment: joins would read all constraints, triggers and types, whatever is asked for.
cross join lateral (
    select case d.classoid
        when 'pg_class'::regclass then coalesce((select indrelid from pg_index where indexrelid = d.objoid), d.objoid)
        when 'pg_constraint'::regclass then (select case when conrelid <> 0 then conrelid else contypid end from pg_constraint where oid = d.objoid)
        when 'pg_trigger'::regclass then (select tgrelid from pg_trigger where oid = d.objoid)
        when 'pg_policy'::regclass then (select polrelid from pg_policy where oid = d.objoid)
        when 'pg_rewrite'::regclass then (select ev_class from pg_rewrite where oid = d.objoid)
        when 'pg_statistic_ext'::regclass then (select stxrelid from pg_statistic_ext where oid = d.objoid)
        when 'pg_proc'::regclass then d.objoid
        when 'pg_type'::regclass then d.objoid
        else 0 end as unit) u
cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
cross join lateral (
    select case
        -- Here pg_identify_object qualifies argument types; facts call functions as regprocedure does.
        when d.classoid = 'pg_proc'::regclass then i.type || ' ' || d.objoid::regprocedure
        when d.classoid = 'pg_operator'::regclass then 'operator ' || d.objoid::regoperator
        when d.classoid = 'pg_type'::regclass and (select typtype from pg_type where oid = d.objoid) = 'd' then 'domain ' || i.identity
        when i.type = 'composite type' then 'type ' || i.identity
        when i.type like '% column' then 'column ' || i.identity
        when i.type like '% constraint' then 'constraint ' || i.identity
        else i.type || ' ' || i.identity
    end as name) o
where (d.objoid >= 16384 or (d.classoid = 'pg_namespace'::regclass and d.objoid = 2200))
  and i.identity !~ '(^| on )(pg_toast|pg_temp|pg_temp_[0-9]+|supabase_migrations)(\.|$)'
  and not exists (select from pg_depend x
                  where x.classid = d.classoid and x.objid = d.objoid and x.deptype = 'e')
