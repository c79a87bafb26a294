-- Where the server is, right after a statement: nothing that takes time stands before this.
select pg_catalog.clock_timestamp(), pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::pg_catalog.int8
