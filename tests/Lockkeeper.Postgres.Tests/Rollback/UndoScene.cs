using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Rollback;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tests.Migrate;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Rollback;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Rollback;

/// <summary>A database, its dump, migrations that are applied to it, and their rollback.</summary>
internal sealed class UndoScene : IAsyncDisposable
{
    private static readonly ApplyLimits Limits = new(TimeSpan.FromMilliseconds(500), TimeSpan.Zero, TimeSpan.FromSeconds(30));

    private readonly TargetDatabase _target;
    private readonly string _folder = Directory.CreateTempSubdirectory("lockkeeper-undo-").FullName;
    private readonly List<(AppliedMigration Migration, IReadOnlyList<WrittenRows> Writes)> _applied = [];
    private readonly Reports _progress = new();
    private IReadOnlyList<TableDigest> _tables = [];
    private int _number;
    private CatalogSnapshot? _before;
    private CatalogSnapshot? _after;

    private UndoScene(TestDatabase database)
    {
        Database = database;
        _target = TargetDatabase.For(database.Connection, "lockkeeper undo");
    }

    public TestDatabase Database { get; }

    public string Dump => Path.Combine(_folder, "dump");

    public CatalogSnapshot Before => _before!;

    public IReadOnlyList<string> Told => _progress.Told;

    /// <summary>The digests of all tables, as they were dumped.</summary>
    public IReadOnlyList<TableDigest> Tables => _tables;

    /// <summary>Takes a dump of the database as it is.</summary>
    public static async Task<UndoScene> CreateAsync(TestDatabase database)
    {
        var scene = new UndoScene(database);
        var tools = await ClientTools.FindAsync(15, CancellationToken.None);
        await PgDump.RunAsync(tools, database.Connection, new PgDumpOptions { Folder = scene.Dump, Jobs = 1 }, CancellationToken.None);
        scene._tables = await scene.DigestAsync();
        return scene;
    }

    /// <summary>The same dump over another database that is alike.</summary>
    public UndoScene Over(TestDatabase database)
    {
        var scene = new UndoScene(database) { _tables = _tables };
        Directory.CreateSymbolicLink(scene.Dump, Dump);
        return scene;
    }

    /// <summary>Applies a migration as a deployment does, and commits it.</summary>
    public async Task ApplyAsync(string sql)
    {
        await using var connection = await _target.ConnectAsync(CancellationToken.None);
        var baseline = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        _before ??= baseline.Snapshot;
        TransactionEffect? effect = null;
        await using var applier = new Applier(_target, Limits, TimeProvider.System, _ => { }, _progress, waits: null, async (_, transaction, token) =>
            effect = await EffectReader.ReadAsync(transaction, baseline, token));
        var migration = ApplyScene.Migration(sql, $"2025010100{++_number:0000}_change.sql");
        var applied = await applier.ApplyAsync(migration, CancellationToken.None);
        _after = effect!.Change.AppliedTo(_after ?? baseline.Snapshot);
        _applied.Add((applied, [.. effect.Writes.Where(w => !w.IsNew).Select(w => new WrittenRows(w.Name, w.Inserted, w.Updated, w.Deleted, w.Truncated, w.Rewritten))]));
    }

    public async Task<RollbackPlan> PlanAsync()
    {
        var (_, plan, _) = await PrepareAsync(Scratch());
        return plan;
    }

    /// <summary>Rolls back all that was applied.</summary>
    public async Task<Undone> UndoAsync(CancellationToken token = default)
    {
        var scratch = Scratch();
        var (reader, plan, baseline) = await PrepareAsync(scratch);
        if (plan.Manual.Count > 0) throw new ManualNeededException(plan.Manual);
        var work = await UndoWork.PrepareAsync("test", plan, baseline, [.. _applied.Select(a => a.Migration)], reader, await reader.ContentsAsync(token), _tables, token);
        var undone = await new Undoing(_target, Limits, TimeProvider.System, _ => { }, _progress, waits: null).RunAsync(work, token);
        _applied.Clear();
        (_before, _after) = (null, null);
        Directory.Delete(scratch, recursive: true);
        return undone;
    }

    /// <summary>What is otherwise than before: facts of the catalog, and tables.</summary>
    public async Task<IReadOnlyList<string>> DifferencesAsync(CatalogSnapshot before)
    {
        await using var connection = await Database.OpenAsync();
        var now = (await BaselineReader.ReadAsync(connection, CancellationToken.None)).Snapshot;
        var tables = await DigestAsync();
        return [.. RollbackGoal.Differences(now, before).Select(d => d.Fact), .. _tables.Except(tables).Where(t => !t.Table.StartsWith("supabase_migrations.", StringComparison.Ordinal)).Select(t => $"rows of {t.Table}")];
    }

    public async ValueTask DisposeAsync()
    {
        await _target.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string Scratch() => Directory.CreateDirectory(Path.Combine(_folder, Guid.NewGuid().ToString("n"))).FullName;

    private async Task<(DumpReader Reader, RollbackPlan Plan, CatalogBaseline Baseline)> PrepareAsync(string scratch)
    {
        await using var connection = await _target.ConnectAsync(CancellationToken.None);
        var baseline = await BaselineReader.ReadAsync(connection, CancellationToken.None);
        var reader = new DumpReader(await ClientTools.FindAsync(15, CancellationToken.None), Dump, scratch);
        var goal = RollbackGoal.Between(_before!, _after!, baseline.Snapshot);
        var renames = Renames.Of(goal);
        if (renames.Count > 0)
        {
            var named = await new RenameProbe(_target, Limits, TimeProvider.System, _progress).LookAsync(baseline, renames, CancellationToken.None);
            goal = RollbackGoal.Between(_before!, named.AppliedTo(_after!), named.AppliedTo(baseline.Snapshot));
        }

        var contents = await reader.ContentsAsync(CancellationToken.None);
        var plan = RollbackPlanner.Plan(goal, _before!, contents, Dump, [.. _applied.SelectMany(a => a.Writes)]) with { Renames = renames };
        return (reader, plan, baseline);
    }

    private async Task<IReadOnlyList<TableDigest>> DigestAsync()
    {
        await using var connection = await Database.OpenAsync();
        return await DataDigest.ReadDumpedAsync(connection, snapshot: null, CancellationToken.None);
    }
}
