-- Every role of the server but PostgreSQL's own, with what it may do and which roles it is a member of; never a password.
select r.rolname,
       array_remove(array[
           case when r.rolsuper then 'superuser' end,
           case when not r.rolinherit then 'noinherit' end,
           case when r.rolcreaterole then 'createrole' end,
           case when r.rolcreatedb then 'createdb' end,
           case when r.rolcanlogin then 'login' end,
           case when r.rolreplication then 'replication' end,
           case when r.rolbypassrls then 'bypassrls' end], null) as attributes,
       r.rolconnlimit,
       array(select distinct g.rolname::text collate "C" as m from pg_auth_members a join pg_roles g on g.oid = a.roleid
             where a.member = r.oid order by m) as member_of,
       array(select distinct g.rolname::text collate "C" as m from pg_auth_members a join pg_roles g on g.oid = a.roleid
             where a.member = r.oid and a.admin_option order by m) as admin_of
from pg_roles r
where r.rolname !~ '^pg_'
order by r.rolname collate "C"
