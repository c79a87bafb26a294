-- kind "role": the roles that objects of this database name as owner, in a grant or in a policy.
-- Temporary tables of other sessions come and go, so they do not count.
select 'role' as kind,
       quote_ident(r.rolname) as identity,
       concat_ws(' ',
           case when r.rolsuper then 'superuser' end,
           case when r.rolinherit then 'inherit' end,
           case when r.rolcreaterole then 'createrole' end,
           case when r.rolcreatedb then 'createdb' end,
           case when r.rolcanlogin then 'login' end,
           case when r.rolreplication then 'replication' end,
           case when r.rolbypassrls then 'bypassrls' end,
           'connections=' || nullif(r.rolconnlimit, -1),
           'valid until=' || r.rolvaliduntil,
           'member of=' || (
               select string_agg(m, ',' order by m collate "C")
               from (select distinct quote_ident(g.rolname) || case when a.admin_option then '*' else '' end as m
                     from pg_auth_members a join pg_roles g on g.oid = a.roleid where a.member = r.oid) memberships),
           'settings=' || (
               select string_agg(case when split_part(c, '=', 1) like '%.%'
                                      then split_part(c, '=', 1) || '=md5 ' || md5(c) else c end, ',' order by c collate "C")
               from unnest(r.rolconfig) c)) as definition,
       null::text as parent
from pg_roles r
where r.oid in (
    select s.refobjid
    from pg_shdepend s
    left join pg_class c on s.classid = 'pg_class'::regclass and c.oid = s.objid
    where s.dbid = (select oid from pg_database where datname = current_database())
      and s.refclassid = 'pg_authid'::regclass
      and c.relpersistence is distinct from 't')
