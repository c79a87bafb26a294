using Lockkeeper.Failures;
using Lockkeeper.Postgres.Tools;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Tools;

public sealed class PgDumpFailureTests : IDisposable
{
    /// <summary>Makes the folder that --file names, as pg_dump does.</summary>
    private const string MakeFolder = "for a in \"$@\"; do case $a in --file=*) mkdir -p \"${a#--file=}\";; esac; done; ";

    private readonly FakeTools _fake = new();

    private string Folder => _fake.Below("dump");

    public void Dispose() => _fake.Dispose();

    [Fact]
    public async Task A_warning_fails_the_backup_although_the_exit_code_is_zero()
    {
        _fake.PgDump("15.18", MakeFolder + "echo 'pg_dump: warning: something is odd' >&2; echo 'pg_dump: detail: with planes' >&2");

        var failure = await FailureAsync();

        failure.Code.Should().Be(FailureCode.BackupFailed);
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.Message.Should().Contain("something is odd").And.Contain("with planes");
        Directory.Exists(Folder).Should().BeFalse("a dump that cannot be trusted is not kept");
    }

    [Fact]
    public async Task A_bad_exit_code_fails_the_backup_and_quotes_what_pg_dump_said()
    {
        _fake.PgDump("15.18", MakeFolder + "echo 'pg_dump: error: no room' >&2; exit 1");

        var failure = await FailureAsync();

        failure.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().Contain("exit code 1").And.Contain("no room");
        Directory.Exists(Folder).Should().BeFalse();
    }

    [Fact]
    public async Task The_password_is_in_no_failure_even_when_pg_dump_prints_it()
    {
        _fake.PgDump("15.18", "echo \"pg_dump: error: $PGPASSWORD $*\" >&2; exit 1");

        (await FailureAsync()).ToString().Should().Contain("pg_dump: error").And.NotContain("planted");
    }

    [Fact]
    public async Task A_dump_that_does_not_end_is_killed_at_its_deadline()
    {
        _fake.PgDump("15.18", "sleep 300");

        (await FailureAsync(TimeSpan.FromSeconds(1))).Message.Should().Contain("did not end within");
    }

    [Fact]
    public async Task An_existing_dump_is_neither_overwritten_nor_removed()
    {
        _fake.PgDump("15.18");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, "toc.dat"), "an earlier dump");

        (await FailureAsync()).Message.Should().Contain("not empty");

        File.ReadAllText(Path.Combine(Folder, "toc.dat")).Should().Be("an earlier dump");
    }

    [Theory]
    [InlineData("17.6", "", true)]
    [InlineData("17.6", "case \"$*\" in *zstd*) echo 'pg_dump: error: no zstd here' >&2; exit 1;; esac; ", false)]
    [InlineData("15.18", "", false)]
    public async Task Packs_with_zstd_where_this_pg_dump_can(string version, string before, bool expected)
    {
        _fake.PgDump(version, $"{before}{MakeFolder} echo \"$*\" > {Folder}/arguments");

        await DumpAsync(TimeSpan.FromMinutes(1));

        File.ReadAllText(Path.Combine(Folder, "arguments")).Contains("--compress=zstd", StringComparison.Ordinal).Should().Be(expected);
    }

    private async Task<PgDumpResult> DumpAsync(TimeSpan deadline)
    {
        var tools = await ClientTools.FindAsync(15, _fake.AsPgBin, containers: null, CancellationToken.None);
        var target = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = 1, Username = "u", Password = "planted" };
        return await PgDump.RunAsync(tools, target, new PgDumpOptions { Folder = Folder, Deadline = deadline }, CancellationToken.None);
    }

    private async Task<DeployFailure> FailureAsync(TimeSpan? deadline = null) =>
        (await FluentActions.Awaiting(() => DumpAsync(deadline ?? TimeSpan.FromMinutes(1))).Should().ThrowAsync<DeployFailure>()).Which;
}
