-- The columns of the tables $1 and whether a value's hash tells everything about it. Only types whose equal values are also the same
-- text qualify; numeric (scale), interval, float (-0), jsonb, citext, char(n), arrays (bounds) and everything without an extended hash
-- go through their text, and so do enums and reg* types, whose hash is one of an oid that a restored copy does not share.
select a.attrelid, a.attname,
       a.atttypid in ('bool'::regtype, '"char"'::regtype, 'int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'oid'::regtype,
                      'text'::regtype, 'varchar'::regtype, 'name'::regtype, 'uuid'::regtype, 'bytea'::regtype, 'date'::regtype,
                      'time'::regtype, 'timetz'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype,
                      'inet'::regtype, 'cidr'::regtype, 'macaddr'::regtype, 'macaddr8'::regtype)
           -- A nondeterministic collation hashes different texts alike.
           and coalesce(l.collisdeterministic, true) as hashable
from pg_attribute a
left join pg_collation l on l.oid = a.attcollation
where a.attrelid = any ($1)
  and a.attnum > 0
  and not a.attisdropped
order by a.attrelid, a.attname collate "C"
