using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Data;
using Npgsql;

namespace Lockkeeper.Pipeline;

/// <summary>The tables whose rows must stay: those that the configuration names, less those that a pending migration declares.</summary>
internal sealed class PreservedTables
{
    private readonly IReadOnlyList<string> _patterns;
    private readonly bool _named;
    private readonly HashSet<string> _declared;
    private readonly Func<(string Schema, string Table), bool> _matches;

    public PreservedTables(DeployOptions options, IReadOnlyList<Migration> pending)
    {
        _patterns = [.. options.Contract.Preserves.Data.Select(pattern => pattern is "*" ? "*.*" : pattern)];
        _named = _patterns is not ["*.*"];
        _matches = DataDigest.Matcher(_patterns);
        _declared = pending
            .SelectMany(m => m.Header.Removes.Concat(m.Header.Alters).Select(d => WithoutKind(d.Object)).Concat(m.Header.LosesData.Select(d => d.Object)))
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Whether nobody named any table: then all are meant, and new rows are additions like others.</summary>
    public bool AllAreMeant => !_named;

    /// <summary>
    /// Whether what was written to a table touched what must be preserved; what a header declares about it is not asked here. Where no
    /// table is named, all are meant, and new rows are additions like others: what was there must stay.
    /// </summary>
    public bool AreTouchedBy(WrittenTable written) =>
        _matches(written.Qualified) && (_named || written.Updated + written.Deleted > 0 || written.Truncated || written.Rewritten);

    /// <summary>Rows and digests of one snapshot.</summary>
    public async Task<IReadOnlyList<TableDigest>> ReadAsync(NpgsqlConnection connection, string? snapshot, CancellationToken token)
    {
        var read = await DataDigest.ReadAsync(connection, _patterns, snapshot, token);
        // The history is what a deployment writes.
        return [.. read.Tables.Where(t => !_declared.Contains(t.Table) && t.Table is not "supabase_migrations.schema_migrations")];
    }

    /// <summary>Two readings side by side.</summary>
    /// <remarks>On a live target other sessions write between the two, so a difference is evidence to look at and no verdict.</remarks>
    public static IReadOnlyList<PreservedTable> Compare(IReadOnlyList<TableDigest> before, IReadOnlyList<TableDigest> after)
    {
        var now = after.ToDictionary(t => t.Table, StringComparer.Ordinal);
        return [.. before.Select(b => now.TryGetValue(b.Table, out var a)
            ? new PreservedTable(b.Table, b.Rows, a.Rows, b.Digest, a.Digest)
            : new PreservedTable(b.Table, b.Rows, 0, b.Digest, "gone"))];
    }

    private static string WithoutKind(string declared) => declared.StartsWith("table ", StringComparison.Ordinal) ? declared["table ".Length..] : declared;
}
