using Lockkeeper.Contracts.Bodies;

namespace Lockkeeper.Tests.Contracts;

public sealed class BodySearchTests
{
    private const string Users = "table public.users";

    [Theory]
    [InlineData("insert into public.users (id) values (new.id)")]
    [InlineData("insert into users (id) values (new.id)")]
    [InlineData("INSERT INTO \"users\" VALUES (1)")]
    [InlineData("select count(*) from users")]
    [InlineData("select u.id from documents.documents d join users u on u.id = d.owner_id")]
    [InlineData("select * from documents.documents d, users u where u.id = d.owner_id")]
    [InlineData("select * from documents.documents d left join lateral (select 1) x on true, users")]
    [InlineData("update users set email = new.email where id = new.id")]
    [InlineData("update only public . users set email = ''")]
    [InlineData("delete from documents.documents d using users u where u.id = d.owner_id")]
    [InlineData("delete from only users")]
    [InlineData("truncate documents.documents, users")]
    [InlineData("merge into users using x on true when matched then delete")]
    [InlineData("declare r public.users%rowtype; begin return; end")]
    [InlineData("declare r users%rowtype; begin return; end")]
    [InlineData("declare r users; begin return; end")]
    [InlineData("declare i int; r constant users := null; begin return; end")]
    [InlineData("declare i users.id%type; begin return; end")]
    [InlineData("select * from jsonb_populate_record(null::users, x)")]
    [InlineData("select cast(x as public.users)")]
    [InlineData("select public.users.email from public.users")]
    [InlineData("select exists (select from users where id = $1)")]
    [InlineData("if not exists (select 1 from users) then return; end if;")]
    [InlineData("alter table if exists users add column x int")]
    [InlineData("drop table if exists users")]
    [InlineData("select 'it''s' /* a /* comment */ */ from users -- done")]
    [InlineData("for r in select * from users loop perform 1; end loop;")]
    [InlineData("select 1 union select id from users")]
    public void A_body_that_names_the_table_is_found(string body)
    {
        var found = Find(body, Users);

        found.Should().ContainSingle().Which.Should().Match<BodyMention>(m => m.Object == Users && m.IsCertain);
    }

    [Theory]
    [InlineData("select count(*) from auth.users")]
    [InlineData("insert into auth.users select * from auth.users u")]
    [InlineData("declare r auth.users%rowtype; begin return; end")]
    [InlineData("select users from documents.documents")]
    [InlineData("select count(users), d.users from documents.documents d")]
    [InlineData("select users.id from documents.documents users")]
    [InlineData("select users.id from documents.documents as users where users.id = 1")]
    [InlineData("-- from users\nselect 1")]
    [InlineData("/* insert into public.users */ select 1")]
    [InlineData("select id, name into users from documents.documents")]
    [InlineData("select a is distinct from users, b from t")]
    [InlineData("select extract(epoch from users) from t")]
    [InlineData("users := 5; users = users + 1;")]
    [InlineData("raise notice 'users'")]
    [InlineData("select * from users_archive")]
    [InlineData("select * from \"Users\"")]
    [InlineData("select x.users.id from t x")]
    [InlineData("execute q using a, users")]
    [InlineData("select a from t join s using (users)")]
    [InlineData("insert into t (a, users) values (1, 2)")]
    [InlineData("insert into t (a) values (1) on conflict (a) do update set users = 1")]
    [InlineData("select users(1)")]
    [InlineData("new.users := 1; return new;")]
    public void A_body_that_means_something_else_raises_no_alarm(string body) => Find(body, Users).Should().BeEmpty();

    [Theory]
    [InlineData("execute 'delete from public.users'")]
    [InlineData("execute format('select * from users where id = %L', x)")]
    [InlineData("execute $q$ insert into users values (1) $q$")]
    [InlineData("select 'public.users'::regclass")]
    [InlineData("select 'users'::regclass")]
    [InlineData("with users as (select * from auth.users) select * from users")]
    [InlineData("create temp table users (id int); select * from users")]
    public void What_stands_in_a_string_or_is_made_by_the_body_itself_is_only_a_guess(string body) =>
        Find(body, Users).Should().ContainSingle().Which.IsCertain.Should().BeFalse();

    [Theory]
    [InlineData("perform handle_x();")]
    [InlineData("select public.handle_x()")]
    [InlineData("x := handle_x ();")]
    public void A_call_of_a_removed_function_is_found(string body) =>
        Find(body, "function public.handle_x()").Should().ContainSingle().Which.IsCertain.Should().BeTrue();

    [Theory]
    [InlineData("select handle_x from t")]
    [InlineData("perform auth.handle_x();")]
    [InlineData("insert into handle_x (a) values (1)")]
    [InlineData("perform handle_xy();")]
    public void A_function_is_only_named_by_a_call_of_its_schema(string body) => Find(body, "function public.handle_x()").Should().BeEmpty();

    [Fact]
    public void A_call_may_mean_the_overload_that_stays() =>
        BodySearch.Find([Removed("function public.f(integer)", overloads: true)], "select f('x')", "sql").Should().ContainSingle()
            .Which.IsCertain.Should().BeFalse();

    [Theory]
    [InlineData("type app.mood", "select 'ok'::app.mood", true)]
    [InlineData("domain public.email", "declare e email; begin return; end", true)]
    [InlineData("domain public.email", "select email from t", null)]
    [InlineData("schema app", "select app.f()", true)]
    [InlineData("schema app", "select app.id from t app", null)]
    [InlineData("column public.users.email", "select email from public.users", false)]
    [InlineData("column public.users.email", "declare e public.users.email%type; begin return; end", true)]
    [InlineData("column public.users.email", "select email from auth.users", null)]
    [InlineData("sequence public.users_id_seq", "select nextval('public.users_id_seq'::regclass)", false)]
    [InlineData("materialized view public.counts", "refresh materialized view counts", true)]
    public void Other_kinds_are_found_where_they_stand(string removed, string body, bool? certain) =>
        Find(body, removed).Select(m => (bool?)m.IsCertain).FirstOrDefault().Should().Be(certain);

    [Theory]
    [InlineData("''", false)]
    [InlineData("auth, extensions", false)]
    [InlineData("public", true)]
    [InlineData("\"$user\", public, extensions", true)]
    public void A_bare_name_counts_only_where_its_schema_is_searched(string path, bool found) =>
        BodySearch.Find([Removed(Users)], "select 1 from users", "sql", path).Should().HaveCount(found ? 1 : 0);

    [Fact]
    public void The_qualified_name_counts_whatever_is_searched() =>
        BodySearch.Find([Removed(Users)], "\n\nselect 1 from public.users", "sql", "''").Should().Equal(new BodyMention(Users, "public.users", 3, IsCertain: true));

    [Fact]
    public void A_compiled_function_has_no_body() => BodySearch.Find([Removed(Users)], "public.users", "c").Should().BeEmpty();

    [Fact]
    public void A_body_in_another_language_is_only_a_guess() =>
        BodySearch.Find([Removed(Users)], "plpy.execute('select * from public.users')", "plpython3u").Should().ContainSingle().Which.IsCertain.Should().BeFalse();

    [Fact]
    public void Policies_and_indexes_are_named_by_no_body() => RemovedName.Of("policy p on public.users").Should().BeNull();

    private static IReadOnlyList<BodyMention> Find(string body, string removed) => BodySearch.Find([Removed(removed)], body, "plpgsql");

    private static RemovedName Removed(string fact, bool overloads = false) => RemovedName.Of(fact, overloads)!;
}
