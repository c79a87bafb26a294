-- What the text of definitions depends on, pinned until the transaction ends.
select set_config(name, value, true)
from (values ('search_path', ''), ('timezone', 'UTC'), ('datestyle', 'ISO, YMD'), ('intervalstyle', 'postgres'),
             ('extra_float_digits', '1'), ('bytea_output', 'hex'), ('quote_all_identifiers', 'off'),
             ('row_security', 'off'), ('jit', 'off')) as pinned (name, value)
