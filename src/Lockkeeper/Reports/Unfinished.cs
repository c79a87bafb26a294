using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Reports;

/// <summary>What can be said about a deployment whose ledger has no end, or is not to be trusted.</summary>
internal static class Unfinished
{
    internal static ReportFailure Failure(
        DeploymentOpened opened, LedgerEntry last, PhaseFold phases, MigrationFold migrations, LedgerBreak? broken)
    {
        var status = $"./build.sh --target=Status --environment={opened.Environment}";
        if (broken is { Reason: not LedgerBreakReason.Torn })
        {
            return new ReportFailure(
                FailureCode.EvidenceMissing,
                $"{broken} What this report tells is taken from the {last.Seq} lines before it; what came after is not known.",
                FailureState.Dirty,
                $"Find out who changed the ledger, then look at the database itself: {status}");
        }

        var where = phases.Open is { } open ? $"in phase {open}"
            : phases.LastEnded is { } ended ? $"after phase {ended}"
            : "before the first phase";
        var during = migrations.Open is { } m ? $", while migration {m.Version}_{m.Name} was being applied" : "";
        return new ReportFailure(
            migrations.Open is null ? FailureCode.Interrupted : FailureCode.CommitUnknown,
            $"The ledger ends {where}{during}, at {Words.Moment(last.At)}, without a result: the process was killed or its machine was lost.",
            State(phases, migrations),
            $"Look at what the database holds now: {status}");
    }

    private static FailureState State(PhaseFold phases, MigrationFold migrations)
    {
        // It may have been committed a moment before.
        if (phases.Open is Phase.Rollback)
            return FailureState.Dirty;
        if (!migrations.Begun)
            return FailureState.NothingChanged;
        return phases.Succeeded(Phase.Migrate) ? FailureState.Applied : FailureState.Dirty;
    }
}
