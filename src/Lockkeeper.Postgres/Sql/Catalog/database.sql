-- kinds "database" (identity "current": a restored copy has another name) and "setting" (ALTER DATABASE SET, ALTER ROLE IN DATABASE SET).
-- A setting with a dot in its name is somebody's own and may hold a secret: only the hash of its value leaves the server.
select 'database' as kind,
       'current' as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(d.datdba),
           'encoding=' || pg_encoding_to_char(d.encoding), 'collate=' || d.datcollate, 'ctype=' || d.datctype,
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(d.datacl, acldefault('d', d.datdba))) a)) as definition,
       null::text as parent
from pg_database d
where d.datname = current_database()
union all
select 'setting',
       coalesce('of ' || quote_ident(r.rolname), 'of all roles') || ': ' || split_part(c, '=', 1),
       case when split_part(c, '=', 1) like '%.%' then 'md5 ' || md5(substr(c, strpos(c, '=') + 1))
            else substr(c, strpos(c, '=') + 1) end,
       null
from pg_db_role_setting s
cross join unnest(s.setconfig) c
left join pg_roles r on r.oid = s.setrole
where s.setdatabase = (select oid from pg_database where datname = current_database())
