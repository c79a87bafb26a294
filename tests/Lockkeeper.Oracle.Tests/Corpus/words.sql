select é, ü$1, _a, e, u, b, x, n, E from t;
select e 'label', u & 1, x - 1, b.x, n.e from e, u, x;
select '😀;', "😀;", $😀$;$😀$ from "t;";
update t set e = E';', u = U&';', x = X'1', b = b'1';
select $1, $2::text, $3;select 1;
