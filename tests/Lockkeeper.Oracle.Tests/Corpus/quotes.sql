-- Every kind of quote around a semicolon.
select 'a;b', 'it''s; fine', 'c:\';
select E'it\'s; fine', e'\\', E'a''\';';
select E'one'
       'two\'; three';
select 'one'
  ';two\';
select U&'d\0061t;', U&"a;""b", u&'x;' uescape '!' from (select 1 as "a;""b") q;
select B'01', X'1F', N';';
select $$;$$, $a$;$$;$A$;$a$, $é$;$é$, $_1$$_1$, $b$$a$;$b$;
select "a;""b" from (select 1 as "a;""b") q;
create table q$a$ (id int); drop table q$a$;
prepare p (int) as select $1;select $1,$a$;$a$ from t;
select e'x'';', name'\', date '2020-01-01;';
