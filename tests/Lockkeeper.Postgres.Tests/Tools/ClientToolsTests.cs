using Lockkeeper.Failures;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Tools;

public sealed class ClientToolsTests : IDisposable
{
    private readonly FakeTools _fake = new();

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task Refuses_a_pg_dump_that_is_older_than_the_server()
    {
        _fake.PgDump("13.4");

        var failure = await FailureAsync(17, _fake.AsPgBin);

        failure.Code.Should().Be(FailureCode.ToolMissing);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("PostgreSQL 17").And.Contain($"13.4 at {_fake.Folder}/pg_dump");
        failure.Next.Should().Contain("postgresql-client-17").And.Contain("PG_BIN");
    }

    [Fact]
    public async Task Refuses_when_there_is_no_pg_dump()
    {
        var failure = await FailureAsync(16, _fake.AsPgBin);

        failure.Code.Should().Be(FailureCode.ToolMissing);
        failure.Message.Should().Contain($"No pg_dump was found in PG_BIN ({_fake.Folder})");
    }

    [Fact]
    public async Task Takes_a_broken_program_for_absent()
    {
        File.WriteAllText(_fake.Below("pg_dump"), "no program");

        (await FailureAsync(16, _fake.AsPgBin)).Message.Should().Contain("No pg_dump was found");
    }

    [Theory]
    [InlineData(15, "15.18")]
    [InlineData(16, "17.6")]
    [InlineData(18, "18beta1")]
    public async Task Takes_the_same_major_version_or_the_nearest_newer_one(int server, string expected)
    {
        _fake.PgDump("18beta1", below: "a").PgDump("15.18", below: "b").PgDump("17.6 (Debian 17.6-1)", below: "c").PgDump("14.9", below: "d");
        var search = new ToolSearch(null, [_fake.Below("a"), _fake.Below("b")], [_fake.Below("c"), _fake.Below("d")]);

        (await ClientTools.FindAsync(server, search, containers: null, CancellationToken.None)).Version.Should().Be(expected);
    }

    [Fact]
    public async Task Looks_only_into_PG_BIN_when_it_is_set()
    {
        _fake.PgDump("15.18", below: "path").PgDump("13.4", below: "named");

        var failure = await FailureAsync(15, new ToolSearch(_fake.Below("named"), [_fake.Below("path")], [_fake.Below("path")]));

        failure.Message.Should().Contain("13.4").And.NotContain("15.18");
    }

    [PostgresFact]
    public async Task Finds_the_installed_programs_themselves_and_not_a_wrapper_that_chooses_among_them()
    {
        var tools = await ClientTools.FindAsync(LowestMajor, CancellationToken.None);

        File.Exists(tools.PgDump).Should().BeTrue();
        new FileInfo(tools.PgDump).LinkTarget.Should().NotContain("pg_wrapper");
        tools.Version.Should().StartWith($"{tools.Major}");
    }

    private const int LowestMajor = 15;

    private static async Task<DeployFailure> FailureAsync(int serverMajor, ToolSearch search) =>
        (await FluentActions.Awaiting(() => ClientTools.FindAsync(serverMajor, search, containers: null, CancellationToken.None)).Should().ThrowAsync<DeployFailure>()).Which;
}
