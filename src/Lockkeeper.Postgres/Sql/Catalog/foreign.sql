-- kinds "foreign-data wrapper", "server" and "user mapping". Options may hold credentials: only their hash leaves the server,
-- and those of user mappings are left out because only some roles can read them.
select 'foreign-data wrapper' as kind,
       quote_ident(f.fdwname) as identity,
       concat_ws(' ',
           'owner=' || pg_get_userbyid(f.fdwowner),
           'handler=' || f.fdwhandler::regproc, 'validator=' || f.fdwvalidator::regproc,
           'options=' || md5((select string_agg(o, ',' order by o collate "C") from unnest(f.fdwoptions) o)),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(f.fdwacl, acldefault('F', f.fdwowner))) a)) as definition,
       null::text as parent
from pg_foreign_data_wrapper f
where not exists (select from pg_depend x
                  where x.classid = 'pg_foreign_data_wrapper'::regclass and x.objid = f.oid and x.deptype = 'e')
union all
select 'server',
       quote_ident(s.srvname),
       concat_ws(' ',
           'wrapper=' || quote_ident(f.fdwname),
           'owner=' || pg_get_userbyid(s.srvowner),
           'type=' || s.srvtype, 'version=' || s.srvversion,
           'options=' || md5((select string_agg(o, ',' order by o collate "C") from unnest(s.srvoptions) o)),
           'acl=' || (select string_agg(a::text, ',' order by a::text collate "C")
                      from unnest(coalesce(s.srvacl, acldefault('S', s.srvowner))) a)),
       null
from pg_foreign_server s
join pg_foreign_data_wrapper f on f.oid = s.srvfdw
union all
select 'user mapping',
       'for ' || coalesce(quote_ident(u.usename), 'public') || ' on server ' || quote_ident(u.srvname),
       '',
       'server ' || quote_ident(u.srvname)
from pg_user_mappings u
