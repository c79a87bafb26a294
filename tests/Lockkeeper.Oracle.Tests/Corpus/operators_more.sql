-- Operators that begin, hold or end with what could be a comment.
select 1 */**/2, 1+--;
2, 3@-4, 5@--;
6, 7*-8, 9 /8, a<->b, a ->> 'b;', a #>> '{b;}', a @? '$.b ? (@ > 1);', a ?| array[';'], a ?& array[';'], a ? ';', a @@ 'b;' from t;
select 2-/* ; */-3, 4|/*;*/5, |/ 25, ||/ 27, @ -5, 1 <= 2, 3 >= 4, 5 <> 6, 7 != 8, -1, - -1, +-+1, !!'a', a ~* ';', a !~ ';', a ~~ ';', a !~~* ';' from t;
create operator === (leftarg = int, rightarg = int, function = f); create operator @#@ (rightarg = int, function = f); create operator <%> (leftarg = text, rightarg = text, function = f);
drop operator if exists *-~ (int, int); drop operator @-(none, int); select 1 operator(pg_catalog.+) 2, a operator(s.<->) b from t; alter operator +(int, int) owner to x;
select a::int[], b::varchar(3)[][], '{;}'::text[], a[1:2], a[:], a[(1)], array[[1], [2]], x.y.z, t.*, (t).a, f(a => 1, b := ';'), f(variadic array[';']), count(*), 1::int::text, '1'::"char" from t;
select 1.5, .5, 5., 1e10, 1.e-5, 1E+5, .5e3 from t;
select 1;select.5;select-1;select'a;';select"a;"from(select 1 as"a;")q;select(1);select*from t;select@1;
