using Lockkeeper.Catalog;
using Lockkeeper.Drift;

namespace Lockkeeper.Tests.Drift;

public sealed class DriftFindingsTests
{
    private static readonly CatalogFact Supabase = new("schema", "auth", "owner=supabase_admin", null);

    [Theory]
    [InlineData("table", "auth.users")]
    [InlineData("function", "storage.f(text)")]
    [InlineData("table", "supabase_functions.hooks")]
    [InlineData("schema", "realtime")]
    [InlineData("extension", "pg_graphql")]
    [InlineData("publication", "supabase_realtime")]
    [InlineData("default privileges", "of supabase_admin in schema public on tables")]
    [InlineData("grants", "on extensions.pg_stat_statements")]
    [InlineData("published table", "realtime.messages in supabase_realtime_messages_publication")]
    [InlineData("published table", "auth.users in supabase_realtime", true)]
    [InlineData("cast", "(a AS b)", true)]
    [InlineData("table", "authors.users", true)]
    [InlineData("table", "\"auth\"\"x\".users", true)]
    [InlineData("extension", "vector", true)]
    [InlineData("publication", "mine", true)]
    [InlineData("policy", "p on storage.objects", true)]
    [InlineData("bucket", "files", true)]
    [InlineData("cron job", "nightly", true)]
    [InlineData("default privileges", "of postgres in schema public on tables", true)]
    public void Of_a_Supabase_project_the_platform_is_left_out(string kind, string identity, bool compared = false)
    {
        var fact = new CatalogFact(kind, identity, kind is "bucket" ? "{}" : "", null);

        var findings = DriftFindings.Between(new([Supabase]), new([Supabase, fact]), replayed: true);

        findings.Extra.Should().BeEquivalentTo(compared ? [fact.Object] : Array.Empty<string>());
        DriftFindings.Between(new([]), new([fact]), replayed: true).Extra.Should().ContainSingle("a plain database has no platform");
    }

    [Theory]
    [InlineData("storage.touch()", false)]
    [InlineData("public.touch()", true)]
    public void A_trigger_on_a_table_of_the_platform_is_the_projects_by_its_function(string function, bool compared)
    {
        var table = new CatalogFact("table", "storage.objects", "relkind=r", null);
        var trigger = new CatalogFact("trigger", "t on storage.objects", $"CREATE TRIGGER t AFTER INSERT ON storage.objects FOR EACH ROW EXECUTE FUNCTION {function} enabled=O", table.Object);

        DriftFindings.Between(new([Supabase, table]), new([Supabase, table, trigger]), replayed: true).Extra
            .Should().BeEquivalentTo(compared ? [trigger.Object] : Array.Empty<string>());
    }

    [Fact]
    public void A_comment_goes_with_its_object()
    {
        var table = new CatalogFact("table", "auth.users", "", null);
        CatalogFact[] comments = [new("comment", "on table auth.users", "x", table.Object), new("comment", "on table public.t", "y", "table public.t")];
        var own = new CatalogFact("table", "public.t", "", null);

        DriftFindings.Between(new([Supabase, table, own]), new([Supabase, table, own, .. comments]), replayed: true).Different
            .Should().ContainSingle().Which.Object.Should().Be("table public.t");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Versions_of_extensions_and_grants_on_public_count_between_live_databases_only(bool replayed, bool compared)
    {
        CatalogFact[] one = [new("extension", "vector", "version=0.7.0 schema=public", null), new("schema", "public", "owner=postgres", null)];
        CatalogFact[] other = [new("extension", "vector", "version=0.8.0 schema=public", null), new("schema", "public", "owner=pg_database_owner", null)];

        DriftFindings.Between(new(one), new(other), replayed).Different.Should().HaveCount(compared ? 2 : 0);
    }

    [Fact]
    public void An_index_that_is_invalid_is_told_however_long_it_is()
    {
        var table = new CatalogFact("table", "public.t", "", null);
        var index = new CatalogFact("index", "public.i", $"CREATE INDEX i ON public.t USING btree ({new string('a', 300)})", table.Object);

        DriftFindings.Between(new([table, index]), new([table, index with { Definition = $"{index.Definition} INVALID" }]), replayed: true)
            .Different.Single().Differences.Should().Equal("index public.i is INVALID, the trace of a failed CONCURRENTLY");
    }

    [Fact]
    public void An_index_on_the_word_is_not_invalid()
    {
        var table = new CatalogFact("table", "public.t", "", null);
        var index = new CatalogFact("index", "public.i", "CREATE INDEX i ON public.t USING btree (s) WHERE (s = ' INVALID'::text)", table.Object);

        RestoredForm.IsInvalid(index).Should().BeFalse();
    }

    [Fact]
    public void Columns_that_only_moved_are_told_where_none_is_missing_or_extra()
    {
        var table = new CatalogFact("table", "public.t", "", null);
        CatalogFact Column(string name, int position) => new("column", $"public.t.{name}", $"position={position} integer", table.Object);

        DriftFindings.Between(new([table, Column("a", 1), Column("b", 2)]), new([table, Column("a", 2), Column("b", 1)]), replayed: true)
            .Different.Single().Differences.Should().HaveCount(2);
        DriftFindings.Between(new([table, Column("a", 1), Column("b", 2)]), new([table, Column("b", 1)]), replayed: true)
            .Different.Single().Differences.Should().Equal("column public.t.a removed");
    }

    [Fact]
    public void A_definition_that_a_restore_prints_otherwise_is_the_same_and_one_that_differs_is_shown_as_printed()
    {
        var table = new CatalogFact("table", "public.t", "", null);
        CatalogFact Check(string definition) => new("constraint", "c on public.t", definition, table.Object);
        var made = Check("CHECK ((((s)::text = 'a'::text) AND ((s)::text <> 'b'::text)))");

        DriftFindings.Between(new([table, made]), new([table, Check("CHECK (((s)::text = 'a'::text) AND ((s)::text <> 'b'::text))")]), replayed: true).None.Should().BeTrue();
        DriftFindings.Between(new([table, Check("CHECK ((n > 0))")]), new([table, Check("CHECK ((n > 1))")]), replayed: true)
            .Different.Single().Differences.Should().Equal("constraint c on public.t: CHECK ((n > 0)) → CHECK ((n > 1))");
    }

    [Fact]
    public void Cron_jobs_of_one_name_are_no_failure()
    {
        CatalogFact[] jobs = [new("cron job", "nightly", "schedule=1 user=a", null), new("cron job", "nightly", "schedule=1 user=b", null)];

        DriftFindings.Between(new(jobs), new(jobs), replayed: false).None.Should().BeTrue();
    }

    [Fact]
    public void Nothing_is_said_of_rows_that_one_side_could_not_read()
    {
        var findings = DriftFindings.Between(
            new([Supabase, new("bucket", "files", "{}", null)]), new([Supabase], ["storage.buckets"]), replayed: true);

        findings.None.Should().BeTrue();
        findings.NotCompared.Should().ContainSingle().Which.Should().StartWith("storage.buckets");
    }
}
