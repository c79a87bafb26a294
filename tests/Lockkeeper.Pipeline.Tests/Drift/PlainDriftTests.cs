using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Drift;

/// <summary>A database of a server that knows nothing of Supabase.</summary>
[Collection("Throwaway servers")]
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

    [PostgresFact]
    public async Task Deploying_roles_of_two_environments_may_have_different_names()
    {
        await using var scene = await DriftScene.CreatePlainAsync(server, "drift_z", (
            "20240101000000_all.sql",
            "create schema s; create table s.t (id serial); grant select on s.t to pg_monitor; alter default privileges in schema s grant select on tables to pg_monitor; "
            + "create function s.f() returns int language sql as 'select 1';"));
        var staging = await scene.PlainAsync(server, "staging", "drift_a");
        await scene.ApplyAsync(scene.Production);
        await scene.ApplyAsync(staging, role: "drift_a");
        scene.Options.Argument("against", "staging");
        DriftScene.Said(await scene.RunAsync()).Should().BeEmpty();

        await scene.Production.ExecuteAsync("alter table s.t owner to drift_a");

        DriftScene.Said(await scene.RunAsync()).Should().BeEmpty("both names mean the role that deploys");
    }
}
