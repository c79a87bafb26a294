-- kind "comment", identity "on <object>"; follows that object.
select 'comment' as kind,
       'on ' || o.name as identity,
       d.description as definition,
       o.name as parent,
       u.unit
from pg_description d
left join pg_type t on d.classoid = 'pg_type'::regclass and t.oid = d.objoid
left join pg_index ix on d.classoid = 'pg_class'::regclass and ix.indexrelid = d.objoid
left join pg_constraint k on d.classoid = 'pg_constraint'::regclass and k.oid = d.objoid
left join pg_trigger g on d.classoid = 'pg_trigger'::regclass and g.oid = d.objoid
left join pg_policy p on d.classoid = 'pg_policy'::regclass and p.oid = d.objoid
left join pg_rewrite w on d.classoid = 'pg_rewrite'::regclass and w.oid = d.objoid
left join pg_statistic_ext s on d.classoid = 'pg_statistic_ext'::regclass and s.oid = d.objoid
cross join lateral (
    select coalesce(ix.indrelid, nullif(k.conrelid, 0), k.contypid, g.tgrelid, p.polrelid, w.ev_class, s.stxrelid,
                    case when d.classoid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass) then d.objoid else 0 end) as unit) u
cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
cross join lateral (
    select case
        -- Here pg_identify_object qualifies argument types; facts call functions as regprocedure does.
        when d.classoid = 'pg_proc'::regclass then i.type || ' ' || d.objoid::regprocedure
        when d.classoid = 'pg_operator'::regclass then 'operator ' || d.objoid::regoperator
        when t.typtype = 'd' then 'domain ' || i.identity
        when i.type = 'composite type' then 'type ' || i.identity
        when i.type like '% column' then 'column ' || i.identity
        when i.type like '% constraint' then 'constraint ' || i.identity
        else i.type || ' ' || i.identity
    end as name) o
where (d.objoid >= 16384 or (d.classoid = 'pg_namespace'::regclass and d.objoid = 2200))
  and i.identity !~ '(^| on )(pg_toast|pg_temp|pg_temp_[0-9]+|supabase_migrations)(\.|$)'
  and not exists (select from pg_depend x
                  where x.classid = d.classoid and x.objid = d.objoid and x.deptype = 'e')
