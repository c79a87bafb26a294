using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.VerifyEnv.Gates;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Reports;
using Npgsql;

namespace Lockkeeper.Pipeline.Repair;

/// <summary>A correction of the history.</summary>
/// <param name="Server">Whose history.</param>
/// <param name="Changes">Every row that was named, also those that were right already.</param>
public sealed record Repaired(TargetIdentity Server, IReadOnlyList<HistoryChange> Changes)
{
    /// <summary>How many rows are not what they were.</summary>
    public int Count => Changes.Count(c => !HistoryChange.AreSame(c.Before, c.After));
}

/// <summary>Makes the history say what somebody knows to be true. No object of the product is touched, and no row that was not named.</summary>
public sealed class RepairRun(DeployOptions options, PipelineServices services)
{
    /// <summary>Shows what it will do, asks, does it in one transaction under the deployment lock, and looks whether it is done.</summary>
    /// <exception cref="DeployFailure">Refused or failed; nothing was changed unless State says otherwise.</exception>
    public async Task<Repaired> RunAsync(CancellationToken token)
    {
        try
        {
            return await RepairAsync(token);
        }
        catch (Exception e) when (e is not DeployFailure)
        {
            throw new FailureExplanation(options, services, committed: 0, all: null).Of(e, token);
        }
    }

    private async Task<Repaired> RepairAsync(CancellationToken token)
    {
        RepairRequest.Check(options.Repair);
        await using var target = RealDatabase.Of(options, $"lockkeeper repair {options.Environment}");
        var folder = await MigrationFiles.ReadAsync(options.MigrationsFolder, token);
        await using var held = await DeploymentLock.AcquireAsync(target, options.Locks.Deadline, services.Progress, services.Time, token);
        var reading = await HistoryReading.TakeAsync(held.Session, token);
        if (IdentityGate.Look(options, reading.Server).ToList() is [var wrong, ..])
            throw DeployFailure.Refused(wrong.Code, "This is not the server to repair:", [wrong.Problem], "Correct what is listed and run the same command again.");

        var repaired = new Repaired(reading.Server, RepairPlan.Of(options.Repair, folder, reading.Rows));
        services.Progress.Report($"target: {reading.Server}");
        foreach (var line in RepairView.Lines(repaired.Changes)) services.Progress.Report(line);
        if (repaired.Count == 0) return repaired;

        Confirm(repaired);
        await held.AssertHeldAsync(token);
        await new HistoryCorrection(target, options.Locks.LockTimeout, services.Time).ApplyAsync(
            [.. repaired.Changes.Where(c => !HistoryChange.AreSame(c.Before, c.After))], token);
        await RequireDoneAsync(target, repaired);
        return repaired;
    }

    private void Confirm(Repaired repaired)
    {
        if (options.Yes) return;
        var question = $"\n  {repaired.Count} row(s) of the history of {options.Environment} will be changed: {repaired.Server}.";
        if (services.Confirm is null)
        {
            throw DeployFailure.Refused(
                FailureCode.ConfirmationNeeded, "This changes the history, and there is no terminal to ask at; nothing was touched.", "Give --yes, if what is shown above is right.");
        }

        if (!services.Confirm(question, options.Environment))
        {
            throw DeployFailure.Refused(
                FailureCode.ConfirmationNeeded, "The repair was not confirmed.", "Run the same command again when you want it to go on.");
        }
    }

    // On a connection of its own: what another session sees is what is true.
    private static async Task RequireDoneAsync(TargetDatabase target, Repaired repaired)
    {
        IReadOnlyList<HistoryRow> rows;
        try
        {
            await using var connection = await target.ConnectAsync(CancellationToken.None);
            rows = await HistoryTable.ReadAsync(connection, CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or DeployFailure)
        {
            throw Unproven(FailureCode.ConnectionLost, FailureSource.Link, $"The correction is committed, but the history cannot be read since then: {e.Message}", e);
        }

        var byVersion = rows.ToDictionary(r => r.Version, StringComparer.Ordinal);
        if (repaired.Changes.FirstOrDefault(c => !HistoryChange.AreSame(byVersion.GetValueOrDefault(c.Version), c.After)) is not { } other) return;
        throw Unproven(
            FailureCode.HistoryChanged,
            FailureSource.Server,
            $"The correction is committed, and yet the row of {other.DisplayName} is not what was written: somebody changed it since, or a trigger did.");
    }

    private static DeployFailure Unproven(FailureCode code, FailureSource by, string message, Exception? inner = null) => new(code, message, inner)
    {
        FailedBy = by,
        State = FailureState.Applied,
        ExitCode = ExitCode.Unknown,
        Next = "Run --target=Status to see what the history says.",
    };
}
