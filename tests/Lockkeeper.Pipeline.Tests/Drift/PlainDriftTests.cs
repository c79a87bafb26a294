using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Drift;

/// <summary>A database of a server that knows nothing of Supabase.</summary>
public sealed class PlainDriftTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Has_no_platform_and_roles_of_its_own()
    {
        await using var scene = await DriftScene.CreatePlainAsync(server, "drift_deployer", (
            "20240101000000_all.sql",
            "create role drift_made; create schema auth; create table auth.own (id int); grant select on auth.own to drift_reader, drift_made;"));
        await scene.Production.ExecuteAsync("create role drift_reader");
        await scene.ApplyAsync(scene.Production);
        DriftScene.Said(await scene.RunAsync()).Should().BeEmpty();

        await scene.Production.ExecuteAsync("create table auth.by_hand (id int)");

        DriftScene.Said(await scene.RunAsync()).Should().Equal("extra table auth.by_hand");
    }
}
