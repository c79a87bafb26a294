-- Dollar quotes: tags within tags, tags that only look like some, and names with a dollar in them.
select $$;$$, $$$$, $a$ $$;$$ $b$;$b$ $a$, $A$ $a$; $A$, $_$ _; $_$, $a1$ $a$; $1 $a1$, $été$ $ete$; $été$;
select $outer$ select $inner$ select $$ ; $$ ; $inner$; $outer$;
select a$b$c from (select 1 as a$b$c) q; select 2 as x$, 3 as y$$; select t$.a, $a$;$a$ from t$;
select $1, $2+$3, $4||$a$;$a$; select array[$1,$2]; prepare p (int, text) as select $1::text || $2; execute p (1, $$;$$);
select $a$ $a $b$ a$ $a ; $a$;
select '$$;' as a, "$$;" from (select 1 as "$$;") q; select $q$'$q$ || ';' || $q$"$q$;
do $do$ begin execute $x$ do $y$ begin raise notice $z$;$z$; end $y$; $x$; end $do$;
create function f() returns text language sql as $f$ select $g$;$g$ || '$f;' $f$;
select 1 as é$1, $$é;$$ as b from t;
select e'\$$' || $$;$$ || e'$$;', $x$
multi;
line
$x$;
