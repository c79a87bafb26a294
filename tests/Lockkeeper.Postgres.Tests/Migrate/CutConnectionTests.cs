using Lockkeeper.Migrations;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>
/// Wherever the connection is cut: the report is true, and the next run finishes what is missing and repeats nothing. Beside the other classes: it
/// takes its time.
/// </summary>
public sealed class CutConnectionTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_any_message_of_migrations_that_are_applied_one_by_one(bool frontend) =>
        (await AfterEveryAsync(TwentyMigrations.OneOfEach, together: false, frontend)).Should().BeGreaterThan(150);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_any_message_of_migrations_that_go_out_together(bool frontend) =>
        (await AfterEveryAsync(TwentyMigrations.Together, together: true, frontend)).Should().BeGreaterThan(100);

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task After_any_statement_of_twenty_migrations(bool together)
    {
        var statements = TwentyMigrations.All.SelectMany(m => m.Statements).Select(s => s.Text).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<(char Type, string Sql)> sent;
        await using (var run = await CutRun.CreateAsync(server)) sent = (await run.RunAsync(TwentyMigrations.All, together, cut: null)).Sent;
        var cuts = new Queue<Cut>(sent.Select((m, i) => (m.Type, m.Sql, Number: i + 1))
            .Where(m => m.Type is 'E' or 'Q' && (statements.Contains(m.Sql) || m.Sql.StartsWith("insert into supabase_m", StringComparison.Ordinal) || IsCommit(m.Sql)))
            .Select((m, i) => new Cut(Frontend: true, m.Number, Abrupt: i % 2 == 0 && !IsCommit(m.Sql))));
        cuts.Should().HaveCountGreaterThan(statements.Count + (2 * 15));

        await AllAsync(TwentyMigrations.All, together, () => cuts.TryDequeue(out var cut) ? cut : null, _ => { });

        cuts.Should().BeEmpty();
    }

    private static bool IsCommit(string sql) => string.Equals(sql, "commit", StringComparison.OrdinalIgnoreCase);

    // From the first message until a run gets through, every second time abruptly.
    private async Task<int> AfterEveryAsync(IReadOnlyList<Migration> migrations, bool together, bool frontend)
    {
        var (next, through) = (0, false);
        await AllAsync(migrations, together, () => through ? null : new Cut(frontend, ++next, next % 2 == 0), _ => through = true);
        return next;
    }

    // Several at once, each with a database of its own.
    private Task AllAsync(IReadOnlyList<Migration> migrations, bool together, Func<Cut?> next, Action<Cut> through)
    {
        var turn = new Lock();
        return Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            await using var run = await CutRun.CreateAsync(server);
            while (true)
            {
                Cut? cut;
                lock (turn) cut = next();
                if (cut is null) return;
                if ((await run.RunAsync(migrations, together, cut)).HasCut) continue;
                lock (turn) through(cut);
            }
        })));
    }
}
