using Lockkeeper.Catalog;
using Lockkeeper.Rollback;

namespace Lockkeeper.Tests.Rollback;

public sealed class DumpContentsTests
{
    private const string List = """
        ;
        ; Archive created at 2026-11-22 18:00:00 UTC
        ;     dbname: shop
        ;
        215; 1259 16387 TABLE public users postgres
        ;	depends on: 6
        216; 1259 16390 SEQUENCE public users_no_seq postgres
        ;	depends on: 215
        3431; 0 0 SEQUENCE OWNED BY public users_no_seq postgres
        ;	depends on: 216
        3200; 2604 16391 DEFAULT public users no postgres
        ;	depends on: 215 216
        3420; 0 16387 TABLE DATA public users postgres
        ;	depends on: 215
        3433; 0 0 SEQUENCE SET public users_no_seq postgres
        ;	depends on: 216
        217; 1255 16403 FUNCTION public f(integer, text) postgres
        218; 1255 16404 FUNCTION public f(integer) postgres
        219; 1255 16405 AGGREGATE public all(*) postgres
        3250; 2606 16394 CONSTRAINT public users users_pkey postgres
        ;	depends on: 215
        3260; 2620 16400 TRIGGER auth users on_auth_user_created supabase_auth_admin
        3262; 3256 16402 POLICY public users Users can read postgres
        ;	depends on: 215
        300; 1259 20000 VIEW public odd name postgres
        301; 1259 20001 VIEW public odd postgres
        """;

    private static readonly DumpContents Contents = DumpContents.Parse(List);

    [Theory]
    [InlineData("table", "public.users", 215)]
    [InlineData("function", "public.f(integer,text)", 217)]
    [InlineData("function", "public.f(integer)", 218)]
    [InlineData("aggregate", "public.\"all\"()", 219)]
    [InlineData("constraint", "users_pkey on public.users", 3250)]
    [InlineData("trigger", "on_auth_user_created on auth.users", 3260)]
    [InlineData("policy", "\"Users can read\" on public.users", 3262)]
    [InlineData("view", "public.\"odd name\"", 300)]
    public void Finds_the_entry_of_a_fact(string kind, string identity, int id) => Contents.Find(Fact(kind, identity))!.Id.Should().Be(id);

    [Theory]
    [InlineData("table", "public.user")]
    [InlineData("table", "auth.users")]
    [InlineData("role", "postgres")]
    public void Finds_none_for_what_the_dump_does_not_have(string kind, string identity) => Contents.Find(Fact(kind, identity)).Should().BeNull();

    [Fact]
    public void Takes_none_where_a_name_with_blanks_could_mean_two() => Contents.Find(Fact("view", "public.odd")).Should().BeNull();

    [Fact]
    public void Rows_defaults_and_values_of_sequences_come_with_their_table_in_the_order_of_the_dump() =>
        Contents.WithParts([Contents.Find(Fact("sequence", "public.users_no_seq"))!, Contents.Find(Fact("table", "public.users"))!])
            .Select(e => e.Id).Should().Equal(215, 216, 3431, 3200, 3420, 3433);

    [Fact]
    public void What_fires_or_slows_comes_after_the_rows() =>
        Contents.Entries.Where(e => e.IsAfterRows).Select(e => e.Id).Should().Equal(3250, 3260, 3262);

    private static CatalogFact Fact(string kind, string identity) => new(kind, identity, "", null);
}
