using Npgsql;

namespace Lockkeeper.Postgres.Data;

/// <summary>A table to digest and how.</summary>
internal sealed record DigestTable(uint Oid, string Schema, string Table, bool IsPartitioned, bool IsPartition)
{
    // A nondeterministic collation would hash different texts alike.
    private const string ExactText = "::text collate pg_catalog.\"C\"";

    private static readonly NpgsqlCommandBuilder Quotes = new();

    /// <summary>Qualified, quoted where PostgreSQL would quote it.</summary>
    public required string Name { get; init; }

    /// <summary>Whether pg_dump dumps all of its rows.</summary>
    public bool IsDumped { get; init; }

    /// <summary>Its columns, and whether the hash of a value tells everything about the value.</summary>
    public List<(string Name, bool Hashable)> Columns { get; } = [];

    /// <summary>A partition belongs to its partitioned table, unless somebody names it.</summary>
    public bool IsMeantBy(TablePattern pattern) => pattern.Matches(Schema, Table) && (pattern.IsExact || !IsPartition);

    /// <summary>Counts and hashes in one pass. <c>only</c>: a child by inheritance has a digest of its own.</summary>
    public string Query(IReadOnlyList<string>? chosen)
    {
        var missing = chosen?.Except(Columns.Select(c => c.Name), StringComparer.Ordinal).FirstOrDefault();
        if (missing is not null) throw new ArgumentException($"The table {Name} has no column {missing}.", nameof(chosen));

        var row = string.Join(", ",
            from column in Columns
            where chosen is null || chosen.Contains(column.Name, StringComparer.Ordinal)
            select $"t.{Quotes.QuoteIdentifier(column.Name)}{(column.Hashable ? "" : ExactText)}");
        var from = $"{(IsPartitioned ? "" : "only ")}{Quotes.QuoteIdentifier(Schema)}.{Quotes.QuoteIdentifier(Table)}";
        return $"select count(*), coalesce(sum(hash_record_extended(row({row}), 0)), 0)::text from {from} t";
    }
}
