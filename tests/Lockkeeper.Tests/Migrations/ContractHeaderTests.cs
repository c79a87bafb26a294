using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

public class ContractHeaderTests
{
    [Fact]
    public void Reads_what_a_file_declares_with_the_lines()
    {
        var (header, problems) = ContractHeader.Parse(
            """
            -- Removes the duplicate of auth.users.
            --
            -- removes: table public.users
            -- removes: trigger on_auth_user_created on auth.users

            -- removes: function public.handle_new_user()
            -- alters:  table documents.documents
            -- loses data: public.users
            drop table public.users;
            """);

        problems.Should().BeEmpty();
        header.Removes.Should().Equal(
            new Declaration("table public.users", 3), new Declaration("trigger on_auth_user_created on auth.users", 4), new Declaration("function public.handle_new_user()", 6));
        header.Alters.Should().Equal(new Declaration("table documents.documents", 7));
        header.LosesData.Should().Equal(new Declaration("public.users", 8));
    }

    [Theory]
    [InlineData("drop table a;\n-- removes: table a\n", 2)]
    [InlineData("select 1,\n\n  -- loses data: public.a\n 2;", 3)]
    [InlineData("-- removes: table a\ndrop table a, b; -- removes: table b", 2)]
    public void A_declaration_after_the_beginning_of_the_first_statement_is_refused_with_its_line(string sql, int line)
    {
        var problem = ContractHeader.Parse(sql).Problems.Should().ContainSingle().Subject;

        problem.Line.Should().Be(line);
        problem.What.Should().Be("Declarations belong before the first statement.");
    }

    [Theory]
    [InlineData("--REMOVES :  TABLE   Public.Users ;", "table public.users")]
    [InlineData("--- remove: table public.users -- it was a copy", "table public.users")]
    [InlineData("-- removes:\ttable \"Odd  Schema\".\"T\"", "table \"Odd  Schema\".\"T\"")]
    [InlineData("-- removes: Materialized  View public.v", "materialized view public.v")]
    [InlineData("-- removes: function public . f ( Int,text [] )", "function public.f(int, text[])")]
    [InlineData("-- removes: function f(timestamp(3) with time zone)", "function f(timestamp(3) with time zone)")]
    [InlineData("-- removes: policy \"Users read; own\" on storage.objects", "policy \"Users read; own\" on storage.objects")]
    [InlineData("-- removes: cast (int as text)", "cast (int as text)")]
    [InlineData("\ufeff-- removes: table public.users\r\n", "table public.users")]
    public void Brings_an_object_into_its_canonical_text(string line, string expected) =>
        ContractHeader.Parse(line).Header.Removes.Should().ContainSingle().Which.Object.Should().Be(expected);

    [Fact]
    public void Takes_several_objects_in_one_line() =>
        ContractHeader.Parse("-- removes: function f(int, text), table public.users\n-- loses-data: public.a, table public.b").Header
            .Should().BeEquivalentTo(new ContractHeader(
                [new("function f(int, text)", 1), new("table public.users", 1)], [], [new("public.a", 2), new("public.b", 2)]));

    [Theory]
    [InlineData("-- head\n-- removes:", "names no object")]
    [InlineData("-- head\n-- loses data:  ", "names no object")]
    [InlineData("-- head\n-- removes: table a,", "names no object")]
    [InlineData("-- head\n-- alters: tabel public.users", "tabel public.users")]
    [InlineData("-- head\n-- removes: public.users", "public.users")]
    [InlineData("-- head\n-- removes: table", "known kind")]
    public void A_declaration_that_cannot_be_understood_is_a_problem_with_its_line(string sql, string what)
    {
        var problem = ContractHeader.Parse(sql).Problems.Should().ContainSingle().Subject;

        problem.Line.Should().Be(2);
        problem.What.Should().Contain(what);
    }

    [Theory]
    [InlineData("removes: table documents.*")]
    [InlineData("alters: table *")]
    [InlineData("loses data: documents.*")]
    public void Wildcards_are_refused_with_the_line_and_the_place_where_they_are_allowed(string declaration)
    {
        var problem = ContractHeader.Parse($"-- x\n-- {declaration}").Problems.Should().ContainSingle().Subject;

        problem.Line.Should().Be(2);
        problem.Fix.Should().Contain("only for contract.preserves");
    }

    [Theory]
    [InlineData("aggregate public.total(*)")]
    [InlineData("operator public.*(text, text)")]
    [InlineData("bucket User-Uploads")]
    [InlineData("foreign-data wrapper files")]
    [InlineData("setting of all roles: app.mode")]
    public void Names_that_look_odd_and_are_right_are_kept(string name) =>
        ContractHeader.Parse($"-- alters: {name}").Should().BeEquivalentTo((new ContractHeader([], [new(name, 1)], []), new List<SqlProblem>()));

    [Theory]
    [InlineData("removes: table a.b.c.d")]
    [InlineData("removes: trigger t")]
    [InlineData("removes: function f(int")]
    [InlineData("removes: table public.users and more")]
    public void A_name_that_the_server_could_not_read_is_a_problem(string declaration) =>
        ContractHeader.Parse($"-- {declaration}").Problems.Should().ContainSingle().Which.What.Should().Contain("cannot be read");

    [Theory]
    [InlineData("-- This removes: nothing of value\nselect 1")]
    [InlineData("/* removes: table a */ select 1")]
    [InlineData("select '-- removes: table a'")]
    [InlineData("select 1; -- it removes: table a")]
    [InlineData("do $$ begin\n-- removes: table a\nend $$")]
    public void Other_comments_declare_nothing(string sql) => ContractHeader.Parse(sql).Should().BeEquivalentTo((ContractHeader.Empty, new List<SqlProblem>()));
}
