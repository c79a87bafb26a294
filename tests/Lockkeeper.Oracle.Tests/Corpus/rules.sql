create rule r1 as on insert to t do also (insert into log values (new.id, ';'); delete from u; );
create or replace rule r2 as on update to t where (old.a <> new.a) do instead (select 1; select (2); select ((3)));
create rule r3 as on delete to t do instead nothing;
create rule r4 as on insert to t do also select 1;
create schema s create table a (id int default (1)) create view v as select ';';
create policy p on t using ((a = ';') or (b = (select auth.uid()))) with check (true);
create table c (id int, check (id > 0), constraint x check (note <> ';'));
select (select (select ';'));
