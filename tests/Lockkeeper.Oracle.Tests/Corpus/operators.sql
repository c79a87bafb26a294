select 1 +-- ;
 2;
select 2 */* ; */ 3, 2 /-- ;
1;
select 2=-1, 2*-1, 2 @-1, - -1, 2<>1, 2 !=-1, a->>'b;', a#>>'{;}', a ?| array[';'], a @> '{}'::jsonb from t;
select 1 operator(pg_catalog.+) 2, (1)::int4, (array[1,2])[1], a.b[1:2] from t;
create operator public.=-= (leftarg = int, rightarg = int, procedure = f);
select 1.5e-3, .5, 1., 1e5;
