-- kinds "table" (partitioned ones too), "view", "materialized view", "foreign table".
-- A view's text is part of its own definition; columns are facts of their own.
select case c.relkind when 'v' then 'view' when 'm' then 'materialized view' when 'f' then 'foreign table' else 'table' end as kind,
       quote_ident(n.nspname) || '.' || quote_ident(c.relname) as identity,
       concat_ws(' ',
           'relkind=' || c.relkind::text,
           'persistence=' || c.relpersistence::text,
           'owner=' || pg_get_userbyid(c.relowner),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(c.relacl, acldefault('r', c.relowner))) a),
           'rls=' || c.relrowsecurity || '/' || c.relforcerowsecurity,
           'options=' || (select string_agg(o, ',' order by o collate "C") from unnest(c.reloptions) o),
           'toast options=' || case when c.reltoastrelid <> 0 then (
               select string_agg(o, ',' order by o collate "C") from pg_class t, unnest(t.reloptions) o where t.oid = c.reltoastrelid) end,
           'replica identity=' || case when c.relkind in ('r', 'p', 'm') then c.relreplident::text end,
           case when c.relreplident = 'i' then (
               select ic.relname from pg_index i join pg_class ic on ic.oid = i.indexrelid
               where i.indrelid = c.oid and i.indisreplident) end,
           'am=' || case when c.relkind in ('r', 'm') then (select amname from pg_am where oid = c.relam) end,
           'tablespace=' || case when c.reltablespace <> 0 then (select spcname from pg_tablespace where oid = c.reltablespace) end,
           'populated=' || case when c.relkind = 'm' then c.relispopulated end,
           'of=' || nullif(c.reloftype, 0)::regtype::text,
           'partition key=' || case when c.relkind = 'p' then pg_get_partkeydef(c.oid) end,
           'bound=' || case when c.relispartition then pg_get_expr(c.relpartbound, c.oid) end,
           'inherits=' || (select string_agg(i.inhparent::regclass::text, ',' order by i.inhseqno)
                           from pg_inherits i where i.inhrelid = c.oid),
           case when c.relkind = 'f' then (
               -- Options may hold credentials: only their hash leaves the server.
               select 'server=' || s.srvname || ' options=' || md5(coalesce((
                   select string_agg(o, ',' order by o collate "C") from unnest(f.ftoptions) o), ''))
               from pg_foreign_table f join pg_foreign_server s on s.oid = f.ftserver where f.ftrelid = c.oid) end,
           'query=' || case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end) as definition,
       null::text as parent,
       c.oid as unit
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'm', 'f')
  and n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x
                  where x.classid = 'pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
