using System.Text;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

public sealed class PushFailuresTests
{
    private static readonly Migration Sample = MigrationFile.Read(new MigrationSource(
        "20250101000000_a.sql", Encoding.UTF8.GetBytes("create table a (id int);\n\n-- Why.\nupdate a\n   set id = 1;\n"))).Migration!;

    [Fact]
    public void Names_file_line_statement_and_sqlstate()
    {
        var failure = PushFailures.From(new PushError("DbPushApplyError", "ERROR: no\nHint: look", "42703", 1), Sample, FailureState.RolledBack);

        failure.Message.Should().Be("20250101000000_a.sql:4: ERROR: no (SQLSTATE 42703, statement 2 of 2)\n    update a\n  Hint: look");
        failure.Code.Should().Be(FailureCode.MigrationFailed);
        failure.SqlState.Should().Be("42703");
        failure.ExitCode.Should().Be(ExitCode.RolledBack);
        failure.Next.Should().StartWith("Correct 20250101000000_a.sql");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(null)]
    public void Tells_no_password_that_the_CLI_repeats(int? statement)
    {
        var secret = MigrationFile.Read(new MigrationSource("20250101000000_a.sql", "create role app\n  password 's3cret-pw' nonsense;"u8.ToArray())).Migration!;

        var failure = PushFailures.From(
            new PushError("DbPushApplyError", "ERROR: no\nAt statement: 0\ncreate role app\n  password 's3cret-pw' nonsense", "42601", statement), secret, FailureState.RolledBack);

        failure.Message.Should().Contain("create role app\n  password '…' nonsense").And.NotContain("s3cret");
    }

    [Theory]
    [InlineData(2)]
    [InlineData(null)]
    public void Names_the_file_alone_when_the_history_row_failed(int? statement) =>
        PushFailures.From(new PushError("DbPushApplyError", "ERROR: no", "42501", statement), Sample, FailureState.RolledBack)
            .Message.Should().Be("20250101000000_a.sql: ERROR: no (SQLSTATE 42501)");

    [Theory]
    [InlineData("55P03", FailureCode.LockTimeout)]
    [InlineData("40P01", FailureCode.LockTimeout)]
    [InlineData("40001", FailureCode.LockTimeout)]
    [InlineData("57014", FailureCode.MigrationFailed)]
    public void Calls_only_what_goes_away_by_itself_a_lock_timeout(string state, FailureCode code) =>
        PushFailures.From(new PushError("DbPushApplyError", "ERROR: no", state, 0), Sample, FailureState.RolledBack).Code.Should().Be(code);

    [Fact]
    public void Never_asks_for_another_attempt_at_what_is_half_done() =>
        PushFailures.From(new PushError("DbPushApplyError", "ERROR: no", "55P03", 0), Sample, FailureState.Dirty)
            .Should().Match<DeployFailure>(f => f.Code == FailureCode.MigrationFailed && f.ExitCode == ExitCode.Unknown);

    [Fact]
    public void Blames_the_cli_for_what_fails_before_the_file_is_begun() =>
        PushFailures.From(new PushError("DbConnectError", "failed to connect", "28P01", null), Sample, FailureState.NothingChanged)
            .Should().Match<DeployFailure>(f => f.Code == FailureCode.ToolFailed && f.FailedBy == FailureSource.Tool && f.ExitCode == ExitCode.NothingChanged
                && f.Message == "20250101000000_a.sql: the Supabase CLI failed: failed to connect (DbConnectError)");
}
