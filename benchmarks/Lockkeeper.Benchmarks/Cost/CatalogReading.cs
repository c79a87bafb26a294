using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>How long the catalog of a large database takes to read, and how much memory its facts need.</summary>
internal static class CatalogReading
{
    /// <summary>Tables of the large database.</summary>
    public const int Tables = 5000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Server server, CancellationToken token)
    {
        await server.ResetAsync(token);
        await FillAsync(server, token);
        await using var source = NpgsqlDataSource.Create(server.Cluster.ConnectionFor(Server.Database));
        var figures = new List<Figure>();
        foreach (var readers in (int[])[1, 2, 4])
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var began = TimeProvider.System.GetTimestamp();
            var snapshot = readers == 1 ? await AloneAsync(source, token) : await ParallelCatalogReader.ReadAsync(source, readers, token);
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            var megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
            figures.Add(new Figure(
                $"Reading the catalog of {Tables:#,0} tables ({snapshot.Facts.Count:#,0} facts), {readers} {(readers == 1 ? "connection" : "connections")}",
                $"{seconds:0.0} s, {megabytes:0} MB"));
            GC.KeepAlive(snapshot);
        }

        figures.AddRange(await BeforeCommit.MeasureAsync(source, token));
        return figures;
    }

    private static async Task<Catalog.CatalogSnapshot> AloneAsync(NpgsqlDataSource source, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        return await CatalogReader.ReadAsync(connection, token);
    }

    // In portions: one transaction would need a lock for every table.
    private static async Task FillAsync(Server server, CancellationToken token)
    {
        for (var first = 1; first <= Tables; first += 250)
        {
            await server.ExecuteAsync(
                Server.Database,
                $$"""
                do $fill$ begin
                  for n in {{first}}..{{first + 249}} loop
                    execute format('create table t%s (id bigint primary key, a text not null, b int default 1, c timestamptz, d numeric(10, 2), e jsonb, '
                      'f uuid, g boolean, h text check (h <> ''''), i int unique)', n);
                    execute format('create index on t%s (a)', n);
                    execute format('alter table t%s enable row level security', n);
                    execute format('create policy own on t%s using (a = current_user)', n);
                    execute format('comment on table t%s is ''a table''', n);
                  end loop;
                end $fill$
                """,
                token);
        }
    }
}
