using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>One of the six: its name and what it does inside a transaction that is always rolled back.</summary>
internal sealed record SmokeTest(string Name, Func<SmokeScope, Task<SmokeAnswer>> Body)
{
    /// <summary>Runs it; whatever goes wrong is this test's failure and nobody else's.</summary>
    public async Task<SmokeTestResult> RunAsync(TargetDatabase target, string deployment, TimeProvider time, CancellationToken token)
    {
        var began = time.GetTimestamp();
        SmokeAnswer answer;
        try
        {
            await using var connection = await target.ConnectAsync(token);
            await using var transaction = await connection.BeginTransactionAsync(token);
            await using var limits = new NpgsqlCommand("set local lock_timeout = '2s'; set local statement_timeout = '15s'", connection);
            await limits.ExecuteNonQueryAsync(token);
            answer = await Body(new SmokeScope(connection, deployment, token));
            await transaction.RollbackAsync(CancellationToken.None);
        }
        catch (PostgresException e)
        {
            answer = SmokeAnswer.Failed($"{e.MessageText} (SQLSTATE {e.SqlState}){(e.Where is null ? "" : $"; {e.Where.ReplaceLineEndings(" ")}")}");
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException)
        {
            answer = SmokeAnswer.Failed(e.Message);
        }

        return new SmokeTestResult(Name, answer.Status, time.GetElapsedTime(began).TotalSeconds, answer.Note);
    }
}

/// <summary>What a smoke test found.</summary>
internal sealed record SmokeAnswer(SmokeTestStatus Status, string Note)
{
    public static SmokeAnswer Passed(string note) => new(SmokeTestStatus.Passed, note);

    public static SmokeAnswer Failed(string note) => new(SmokeTestStatus.Failed, note);

    public static SmokeAnswer Skipped(string note) => new(SmokeTestStatus.Skipped, note);
}
