-- What a database has to be made with so that a dump of this one fits in; the role with oid 10 owns PostgreSQL's own objects.
select (select rolname::text from pg_roles where oid = 10), pg_encoding_to_char(d.encoding)::text, d.datcollate::text, d.datctype::text,
       pg_database_size(d.oid)
from pg_database d
where d.datname = current_database()
