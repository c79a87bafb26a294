using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Postgres.Data;
using Npgsql;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>What the digest of a large table costs beside the barest scan that hashes every row.</summary>
internal static class Digesting
{
    private const int Rows = 2_000_000;
    private const int Runs = 3;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Server server, CancellationToken token)
    {
        await server.ResetAsync(token);
        await server.ExecuteAsync(
            Server.Database,
            $"""
            create table public.large as
            select g as id, gen_random_uuid() as owner, now() - g * interval '1 second' as at, g % 7 = 0 as done, repeat(md5(g::text), 5) as note
            from generate_series(1, {Rows}) g
            """,
            token);
        await server.ExecuteAsync(Server.Database, "vacuum analyze public.large", token);
        await using var connection = await server.OpenAsync(Server.Database, token);
        var (bare, digest, bytes) = (double.MaxValue, double.MaxValue, await BytesAsync(connection, token));
        // Taken in turns, so that neither finds a warmer cache; the best of each is what the machine can do.
        for (var run = 0; run < Runs; run++)
        {
            bare = Math.Min(bare, await SecondsAsync(() => BareAsync(connection, token)));
            digest = Math.Min(digest, await SecondsAsync(() => DataDigest.ReadAsync(connection, ["public.large"], snapshot: null, token)));
        }

        return
        [
            new Figure($"Digest of {Rows:#,0} rows ({bytes / 1_000_000:0} MB), and how many times the bare scan that hashes them", $"{digest:0.00} s, {digest / bare:0.00}"),
        ];
    }

    private static async Task<double> SecondsAsync(Func<Task> work)
    {
        var began = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task BareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select count(*), sum(hash_record_extended(t, 0)) from public.large t", connection);
        await command.ExecuteScalarAsync(token);
    }

    private static async Task<long> BytesAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_total_relation_size('public.large')", connection);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }
}
