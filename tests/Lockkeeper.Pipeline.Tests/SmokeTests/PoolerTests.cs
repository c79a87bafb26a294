using Lockkeeper.Evidence;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Database Connectivity through a real PgBouncer.</summary>
public sealed class PoolerTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PgBouncerTheory]
    [InlineData("transaction")]
    [InlineData("session")]
    public async Task The_same_server_is_known_again_whatever_the_sessions_are_set_to(string mode)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var pooler = await PgBouncer.StartAsync(scene.Superuser, $"pool_mode = {mode}");
        scene.Options.Variable("PRODUCTION_POOLER_URL", pooler.Connection.ToUrl());
        // Only the direct connection is this role's own; PgBouncer logs in as the superuser.
        await scene.SqlAsync($"alter role postgres in database \"{scene.Superuser.Database}\" set timezone = 'Asia/Tokyo'; alter role postgres in database \"{scene.Superuser.Database}\" set datestyle = 'German'");

        var (results, _) = await scene.RunAsync();

        var test = results.Single(r => r.Name is SmokeTestNames.DatabaseConnectivity);
        test.Status.Should().Be(SmokeTestStatus.Passed, test.Note);
        test.Note.Should().EndWith("directly and through the pooler");
        test.Evidence.Should().Contain("pooled connection: the same server, written and read");
    }

    [PgBouncerTheory]
    [InlineData("transaction")]
    public async Task A_pooler_that_leads_to_another_database_fails_the_connectivity(string mode)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var other = await server.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(other.Connection, $"pool_mode = {mode}");
        scene.Options.Variable("PRODUCTION_POOLER_URL", pooler.Connection.ToUrl());

        var test = await Guilt.OfAsync(scene, SmokeTestNames.DatabaseConnectivity, passed: []);

        test.Note.Should().StartWith("the pooler leads to another database than the one that is deployed to").And.Contain("supabase.poolerUrl");
    }

    [PostgresFact]
    public async Task A_pooler_that_nobody_listens_for_fails_the_connectivity_and_its_key_is_named()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Options.Variable("PRODUCTION_POOLER_URL", "postgresql://u:sesame99@127.0.0.1:1/app?sslmode=disable&gssencmode=disable");

        var test = await Guilt.OfAsync(scene, SmokeTestNames.DatabaseConnectivity, passed: []);

        test.Note.Should().StartWith("through the pooler: PostgreSQL at 127.0.0.1:1 cannot be reached").And.Contain("compare supabase.poolerUrl").And.NotContain("sesame99");
    }

    [PgBouncerTheory]
    [InlineData("transaction")]
    public async Task A_pooler_that_holds_a_transaction_back_is_not_waited_for_for_ever(string mode)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var pooler = await PgBouncer.StartAsync(scene.Superuser, $"pool_mode = {mode}", "default_pool_size = 1");
        await using var busy = new NpgsqlConnection($"{pooler.Connection.ConnectionString};Pooling=false");
        await busy.OpenAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("select 1", busy);
        await command.ExecuteScalarAsync();
        scene.Options.Variable("PRODUCTION_POOLER_URL", pooler.Connection.ToUrl());
        scene.Time = new HastyTime();

        var test = await Guilt.OfAsync(scene, SmokeTestNames.DatabaseConnectivity, passed: []);

        test.Note.Should().Contain("did not answer within 20 s").And.Contain("the pooler has no free connection to the server");
    }

    // Waits are over ten times as soon.
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 10 : dueTime, period);
    }
}
