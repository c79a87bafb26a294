using System.Globalization;

namespace Lockkeeper.Migrations;

/// <summary>A migration that waits for locks which others hold.</summary>
/// <param name="FileName">Of the migration.</param>
/// <param name="Since">When its first attempt began.</param>
/// <param name="Attempt">The number of the attempt that runs, or of the last one, from 1.</param>
/// <param name="Blockers">Whom it waits for, or waited for when it was last looked.</param>
public sealed record LockWait(string FileName, DateTimeOffset Since, int Attempt, IReadOnlyList<Blocker> Blockers)
{
    /// <summary>All of it in one line; what matters most stands first, as a terminal cuts off what is too long.</summary>
    public string Line(DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"waiting {Math.Max(0, (now - Since).TotalSeconds):0} s (attempt {Attempt}) for {string.Join("; ", Blockers)} ({FileName})");
}

/// <summary>A session that holds what another one waits for.</summary>
/// <param name="Pid">The server's process.</param>
/// <param name="User">Its role; null where the server does not show it.</param>
/// <param name="Application">Its application_name; null where it has none.</param>
/// <param name="State">What it does, such as "idle in transaction"; null where the server does not show it.</param>
/// <param name="QueryStart">When its last query began; null where the server does not show it.</param>
/// <param name="Query">The beginning of that query, in one line; null where the server does not show it.</param>
public sealed record Blocker(int Pid, string? User, string? Application, string? State, DateTimeOffset? QueryStart, string? Query)
{
    /// <summary>In one line; of the query nothing from a password on.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"pid {Pid}, user {User ?? "?"}, {Application ?? "no application name"}, {State ?? "state not shown"} since {(QueryStart is { } start ? $"{start.UtcDateTime:HH:mm:ss}Z" : "?")}: {(Query is null ? "?" : Excerpt.Of(Query))}");
}
