using Lockkeeper.Catalog;
using Lockkeeper.Rollback;

namespace Lockkeeper.Tests.Rollback;

/// <summary>The statements that ALTER a difference away.</summary>
public sealed class FactRepairTests
{
    [Theory]
    [InlineData("owner=a acl=a=arwdDxt/a rls=true/false", "owner=b acl=a=arwdDxt/a rls=true/false", "alter table public.t owner to b")]
    [InlineData("rls=true/false", "rls=false/false", "alter table public.t disable row level security; alter table public.t no force row level security")]
    [InlineData("acl=a=r/a,anon=r/a", "acl=a=r/a", "revoke all on table public.t from anon")]
    [InlineData("acl=a=r/a", "acl==r/a,a=r/a,\"odd one\"=r*w/a", "grant update on table public.t to \"odd one\"; grant select on table public.t to \"odd one\" with grant option; grant select on table public.t to public")]
    [InlineData("options=fillfactor=70", "", "alter table public.t reset (fillfactor)")]
    [InlineData("replica identity=f", "replica identity=d", "alter table public.t replica identity default")]
    public void A_table_gets_back(string now, string goal, string expected) => Repairs("table", "public.t", now, goal).Should().Be(expected);

    [Theory]
    [InlineData("position=1 text", "position=1 text not null default='x'::text", "alter table public.t alter column c set not null; alter table public.t alter column c set default 'x'::text")]
    [InlineData("position=1 bigint", "position=1 integer", "alter table public.t alter column c type integer")]
    [InlineData("position=1 text", "position=1 character varying(20)", "alter table public.t alter column c type character varying(20)")]
    [InlineData("position=1 numeric(12,2)", "position=1 numeric(10,2)", "alter table public.t alter column c type numeric(10,2)")]
    [InlineData("position=1 integer", "position=1 bigint", null)]
    [InlineData("position=1 numeric(12,4)", "position=1 numeric(10,2)", null)]
    [InlineData("position=1 timestamp with time zone", "position=1 text", null)]
    public void A_column_gets_back_what_loses_nothing(string now, string goal, string? expected) =>
        Repairs("column", "public.t.c", now, goal, "table public.t").Should().Be(expected ?? "");

    [Fact]
    public void A_comment_comes_back_whatever_is_in_it() =>
        RollbackRepairs.Of([new FactChange("table public.t", null, new CatalogFact("comment", "on table public.t", "it's \\ odd", "table public.t"))])
            .Select(s => s.Sql).Should().Equal("comment on table public.t is E'it''s \\\\ odd'");

    [Fact]
    public void A_comment_that_was_added_goes() =>
        RollbackRepairs.Of([new FactChange("table public.t", new CatalogFact("comment", "on table public.t", "x", "table public.t"), null)])
            .Select(s => s.Sql).Should().Equal("comment on table public.t is null");

    [Fact]
    public void A_value_of_an_enumeration_is_left_to_a_person() =>
        Repairs("type", "public.mood", "typtype=e owner=a acl=a=U/a labels='sad', 'ok'", "typtype=e owner=a acl=a=U/a labels='sad'").Should().BeEmpty();

    private static string Repairs(string kind, string identity, string now, string goal, string? parent = null) => string.Join("; ", RollbackRepairs.Of(
        [new FactChange($"{kind} {identity}", new CatalogFact(kind, identity, now, parent), new CatalogFact(kind, identity, goal, parent))]).Select(s => s.Sql));
}
