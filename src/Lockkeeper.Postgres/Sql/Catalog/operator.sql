-- kinds "operator", "operator class" and "operator family".
select 'operator' as kind,
       o.oid::regoperator::text as identity,
       concat_ws(' ',
           o.oprcode::oid::regprocedure, 'left=' || nullif(o.oprleft, 0)::regtype, 'right=' || nullif(o.oprright, 0)::regtype,
           'result=' || nullif(o.oprresult, 0)::regtype,
           'commutator=' || nullif(o.oprcom, 0)::regoperator, 'negator=' || nullif(o.oprnegate, 0)::regoperator,
           'merges=' || o.oprcanmerge, 'hashes=' || o.oprcanhash,
           'restrict=' || nullif(o.oprrest::oid, 0)::regprocedure, 'join=' || nullif(o.oprjoin::oid, 0)::regprocedure,
           'owner=' || pg_get_userbyid(o.oprowner)) as definition,
       null::text as parent
from pg_operator o
join pg_namespace n on n.oid = o.oprnamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_operator'::regclass and x.objid = o.oid and x.deptype = 'e')
union all
select 'operator class',
       quote_ident(n.nspname) || '.' || quote_ident(o.opcname) || ' USING ' || quote_ident(m.amname),
       concat_ws(' ',
           'input=' || o.opcintype::regtype, 'key=' || nullif(o.opckeytype, 0)::regtype, 'default=' || o.opcdefault,
           'family=' || f.opfname, 'owner=' || pg_get_userbyid(o.opcowner)),
       'operator family ' || quote_ident(fn.nspname) || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(m.amname)
from pg_opclass o
join pg_namespace n on n.oid = o.opcnamespace
join pg_am m on m.oid = o.opcmethod
join pg_opfamily f on f.oid = o.opcfamily
join pg_namespace fn on fn.oid = f.opfnamespace
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_opclass'::regclass and x.objid = o.oid and x.deptype = 'e')
union all
select 'operator family',
       quote_ident(n.nspname) || '.' || quote_ident(f.opfname) || ' USING ' || quote_ident(m.amname),
       concat_ws(' ',
           'owner=' || pg_get_userbyid(f.opfowner),
           'operators=' || (select string_agg(a.amopstrategy || ':' || a.amopopr::regoperator, ','
                                              order by a.amopstrategy, a.amopopr::regoperator::text collate "C")
                            from pg_amop a where a.amopfamily = f.oid),
           'functions=' || (select string_agg(a.amprocnum || ':' || a.amproc::oid::regprocedure, ','
                                              order by a.amprocnum, a.amproc::oid::regprocedure::text collate "C")
                            from pg_amproc a where a.amprocfamily = f.oid)),
       null
from pg_opfamily f
join pg_namespace n on n.oid = f.opfnamespace
join pg_am m on m.oid = f.opfmethod
where n.nspname !~ '^(pg_|information_schema$|supabase_migrations$)'
  and not exists (select from pg_depend x where x.classid = 'pg_opfamily'::regclass and x.objid = f.oid and x.deptype = 'e')
