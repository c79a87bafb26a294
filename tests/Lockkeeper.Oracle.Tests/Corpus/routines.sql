create function f(a int, b text default ';') returns int
language sql
begin atomic
  select 1;
  select case when a = 1 then case b when ';' then 1 else 2 end else 3 end;
  select 1 as end, t.end from t where "end" = 'end;';
  insert into t values ((case when true then 1 end));
end;
create or replace procedure s.p (begin int, atomic int) begin atomic; delete from t; end;
create function g() returns int begin atomic end;
create function h(a int) returns int return case when a > 1 then 1 else 2 end;
create function i() returns trigger language plpgsql as $body$
begin
  if new.a = ';' then return null; end if;
  execute $q$ select ';' $q$; -- don't
  return new;
end;
$body$;
create function j() returns int language sql as 'select 1; select ''a;'';';
do $$ begin perform 1; end $$ language plpgsql;
do language plpgsql 'begin null; end';
call s.p(1, 2);
begin; select 1; end;
begin transaction; commit;
create function k() returns begin language sql as $$ select 1; $$;
select 1 as begin, 2 as atomic;
select begin from atomic;
