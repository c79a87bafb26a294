using System.Text.RegularExpressions;
using Lockkeeper.Contracts.Bodies;
using Lockkeeper.Postgres.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>A trigger whose function cannot work.</summary>
/// <param name="Trigger">Its name.</param>
/// <param name="Function">The function with its arguments.</param>
/// <param name="Why">What its body names that is not there, or what the server finds wrong with it.</param>
public sealed record BrokenTrigger(string Trigger, string Function, string Why);

/// <summary>Looks for triggers of one table whose functions name what is not there, whoever took it away and whenever.</summary>
public static partial class TriggerRoutines
{
    private static readonly string RoutinesSql = EmbeddedSql.Read("Contract.trigger_routines");

    private static readonly string MissingSql = EmbeddedSql.Read("Contract.missing_names");

    /// <summary>
    /// Has the server check the functions where plpgsql_check is installed; else searches their bodies for qualified names of nothing that exists.
    /// </summary>
    /// <param name="transaction">A savepoint takes back what the questions set and locked.</param>
    /// <param name="table">schema.table, quoted where needed.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused a query.</exception>
    public static async Task<IReadOnlyList<BrokenTrigger>> FindAsync(NpgsqlTransaction transaction, string table, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is already complete.");
        var called = await ReadAsync(connection, table, token);
        var routines = called.Select(c => c.Routine).DistinctBy(r => r.Oid).ToList();
        if (routines.Count == 0) return [];
        var answers = await RoutineChecks.AskAsync(connection, routines, token);
        var findings = RoutineJudgement.Of(routines, answers, await MissingAsync(connection, routines, token));
        var why = findings.Broken.ToDictionary(b => b.Object, b => b.Why, StringComparer.Ordinal);
        foreach (var routine in routines)
        {
            if (answers[routine.Oid].FirstOrDefault(e => e is not null) is { } error)
                why.TryAdd(routine.Object, $"{error.Message}{(error.Line is { } line ? $" in line {line}" : "")} (SQLSTATE {error.State}).");
        }

        return [.. called.Where(c => why.ContainsKey(c.Routine.Object)).Select(c => new BrokenTrigger(c.Trigger, c.Routine.Object["function ".Length..], why[c.Routine.Object]))];
    }

    private static async Task<List<(string Trigger, RoutineBody Routine)>> ReadAsync(NpgsqlConnection connection, string table, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(RoutinesSql, connection) { Parameters = { new() { Value = table } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        var called = new List<(string, RoutineBody)>();
        while (await reader.ReadAsync(token)) called.Add((reader.GetString(7), RoutineBody.Read(reader)));
        return called;
    }

    private static async Task<IReadOnlyList<RemovedName>> MissingAsync(NpgsqlConnection connection, IReadOnlyList<RoutineBody> routines, CancellationToken token)
    {
        var names = routines.SelectMany(r => QualifiedName().Matches(r.Text)).Select(m => (Schema: m.Groups["schema"].Value, Name: m.Groups["name"].Value)).Distinct().ToList();
        await using var command = new NpgsqlCommand(MissingSql, connection)
        {
            Parameters = { Texts(names.Select(n => n.Schema)), Texts(names.Select(n => n.Name)) },
        };
        await using var reader = await command.ExecuteReaderAsync(token);
        var missing = new List<RemovedName>();
        while (await reader.ReadAsync(token))
        {
            var name = reader.GetString(0);
            if (RemovedName.Of($"table {name}") is { } gone) missing.Add(gone);
        }

        return missing;
    }

    private static NpgsqlParameter Texts(IEnumerable<string> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    // Judged afterwards with comments and strings told apart: this finds only what is worth asking about.
    [GeneratedRegex(@"(?<![\w$.""])""?(?<schema>[\w$]+)""?\s*\.\s*""?(?<name>[\w$]+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex QualifiedName();
}
