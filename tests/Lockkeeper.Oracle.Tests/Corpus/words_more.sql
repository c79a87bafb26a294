-- Names that are key words elsewhere, and statements of many kinds.
select copy, stdin, begin, "end", atomic, returns, rule, language from copy; select 1 as copy, 2 as stdout; select a from stdin where b = 'to stdout';
copy t from '/rows;.csv' with (format csv, delimiter ';', null '', quote '"', escape ''''); copy (select ';' from t) to '/rows' csv; copy t (a, b) to program 'gzip > /rows;';
set search_path = 'a;b', "c;d"; set local "my.setting" = ';'; set time zone interval '1' hour to minute; reset all; show "my.setting"; set session characteristics as transaction read only;
lock table t, s.u in share row exclusive mode nowait; notify chan, 'a;b'; listen "ch;an"; unlisten *; discard plans; checkpoint; load 'lib;';
declare "c;" insensitive scroll cursor with hold for select ';'; fetch forward 5 from "c;"; move backward all in "c;"; close "c;"; close all; deallocate all;
savepoint "s;"; rollback to savepoint "s;"; release "s;"; prepare transaction 'a;b'; commit prepared 'a;b'; rollback prepared 'a;b'; abort; start transaction isolation level serializable, read only; end;
explain (analyze, format json) select ';'; analyze (verbose) t (a, b); vacuum (full, analyze) t; reindex (verbose) index concurrently "i;"; cluster verbose t using "i;"; refresh materialized view concurrently m with data;
merge into t using (select ';' as a) s on t.a = s.a when matched and s.a <> ';' then update set b = ';' when matched then delete when not matched then insert (a) values (';') ;
insert into t (a, "b;") overriding system value values (';', default), ($$;$$, (select ';')) on conflict (a) where b <> ';' do update set a = excluded.a || ';' where t.a <> ';' returning *, ';' as "c;";
with recursive a as (select ';' as x union all select x || ';' from a where length(x) < 5) search depth first by x set o cycle x set c using p, b as (delete from t where a = ';' returning *), c as materialized (insert into u select * from b returning 1) select * from a where false;
