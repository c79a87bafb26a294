using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

/// <summary>A deployment is undone by the target Rollback.</summary>
[Trait("Postgres", "17")]
public sealed class RollbackTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Shop = """
        create schema shop;
        create table shop.orders (id int primary key, total numeric, note text);
        insert into shop.orders select i, i * 10, 'note ' || i from generate_series(1, 100) i;
        create table shop.lines (id bigint generated always as identity primary key, order_id int references shop.orders);
        insert into shop.lines (order_id) select i from generate_series(1, 50) i;
        create function shop.touch() returns trigger language plpgsql as 'begin return new; end';
        create trigger touch before insert on shop.orders for each row execute function shop.touch();
        """;

    private const string Removal = """
        -- removes: table shop.lines, trigger touch on shop.orders, function shop.touch()
        -- loses data: shop.lines
        drop trigger touch on shop.orders; drop function shop.touch(); drop table shop.lines;
        alter table shop.orders add paid boolean; create table shop.audit (at timestamptz);
        """;

    [PostgresFact]
    public async Task Brings_back_what_was_removed_and_keeps_what_was_written_since()
    {
        await using var scene = await DeployedAsync(Removal);
        var before = scene.Before;
        await scene.Deploy.RunAsync("insert into shop.orders values (101, 1, 'later')");

        var (failure, report) = await scene.RollBackAsync();

        failure.Should().BeNull();
        report.Outcome.Should().Be(Outcome.Succeeded);
        report.Migrations.Single().Status.Should().Be(Reports.MigrationStatus.RolledBack);
        report.Phases.Single(p => p.Name is "Rollback").Status.Should().Be(PhaseStatus.Succeeded);
        Fingerprint.Of(await scene.CatalogAsync()).Should().Be(Fingerprint.Of(before));
        (await scene.Deploy.ScalarAsync<long>("select count(*) from shop.lines")).Should().Be(50);
        (await scene.Deploy.ScalarAsync<long>("select count(*) from shop.orders")).Should().Be(101);
        (await scene.Deploy.ScalarAsync<long>("select nextval('shop.lines_id_seq')")).Should().Be(51);
        (await scene.Deploy.ScalarAsync<long>("select count(*) from supabase_migrations.schema_migrations")).Should().Be(0);
    }

    [PostgresFact]
    public async Task Goes_forward_and_back_and_forward_and_back_again()
    {
        await using var scene = await DeployedAsync(Removal);
        (await scene.RollBackAsync()).Failure.Should().BeNull();

        (await scene.Deploy.DeployAsync()).Failure.Should().BeNull();
        (await scene.Deploy.ScalarAsync<bool>("select to_regclass('shop.lines') is null")).Should().BeTrue();
        var (failure, _) = await scene.RollBackAsync();

        failure.Should().BeNull();
        Fingerprint.Of(await scene.CatalogAsync()).Should().Be(Fingerprint.Of(scene.Before));
        (await scene.Deploy.ScalarAsync<long>("select count(*) from shop.lines")).Should().Be(50);
    }

    [PostgresFact]
    public async Task Leaves_a_new_table_with_rows_to_a_person_and_does_nothing()
    {
        await using var scene = await DeployedAsync(Removal);
        await scene.Deploy.RunAsync("insert into shop.audit values (now())");
        var applied = Fingerprint.Of(await scene.CatalogAsync());

        var (failure, report) = await scene.RollBackAsync();

        failure!.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Code.Should().Be(FailureCode.RollbackManual);
        failure.State.Should().Be(FailureState.Applied);
        failure.Problems.Should().ContainSingle().Which.Where.Should().Be("table shop.audit");
        failure.Message.Should().Contain("drop table shop.audit;");
        report.Outcome.Should().Be(Outcome.Unknown);
        Fingerprint.Of(await scene.CatalogAsync()).Should().Be(applied);
    }

    [PostgresFact]
    public async Task Refuses_a_deployment_that_was_rolled_back_already()
    {
        await using var scene = await DeployedAsync(Removal);
        (await scene.RollBackAsync()).Failure.Should().BeNull();

        var (failure, _) = await scene.RollBackAsync();

        failure!.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("20250101000000").And.Contain("it was rolled back already");
    }

    [PostgresFact]
    public async Task Refuses_while_later_migrations_are_applied()
    {
        await using var scene = await DeployedAsync(Removal);
        scene.Deploy.File("20250102000000_later.sql", "create table shop.later (id int);");
        var first = scene.Deployment;
        (await scene.Deploy.DeployAsync()).Failure.Should().BeNull();

        var (failure, _) = await scene.RollBackAsync(first);

        failure!.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("20250102000000");
    }

    [PostgresTheory]
    [InlineData("flip", "toc.dat: has the hash|.dat.gz: has the hash|.dat.zst: has the hash")]
    [InlineData("remove", "is missing")]
    public async Task Refuses_a_backup_that_is_not_the_one_that_was_taken(string how, string named)
    {
        await using var scene = await DeployedAsync(Removal);
        var file = Directory.EnumerateFiles(scene.Backup).First(f => Path.GetFileName(f) is not ("manifest.json" or "catalog.json.gz"));
        if (how is "remove") File.Delete(file);
        else
        {
            var bytes = await File.ReadAllBytesAsync(file);
            bytes[bytes.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, bytes);
        }

        var applied = Fingerprint.Of(await scene.CatalogAsync());
        var (failure, _) = await scene.RollBackAsync();

        failure!.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain(Path.GetFileName(file)).And.ContainAny(named.Split('|'));
        Fingerprint.Of(await scene.CatalogAsync()).Should().Be(applied);
    }

    [PostgresFact]
    public async Task Refuses_a_deployment_of_another_target()
    {
        await using var scene = await DeployedAsync(Removal);
        await using var other = await DeployScene.CreateAsync(server, Shop);
        other.File("20250101000000_change.sql", Removal).Options.Argument("artifacts", scene.Deploy.Artifacts).Argument("yes", "").Argument("environment", "production");

        await using var deployment = other.Deployment("Rollback");
        var failure = (await FluentActions.Awaiting(() => deployment.RunAsync(Phase.Rollback, CancellationToken.None)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Code.Should().Be(FailureCode.WrongTarget);
    }

    private Task<RollbackScene> DeployedAsync(string migration) => RollbackScene.DeployedAsync(server, Shop, migration);
}
