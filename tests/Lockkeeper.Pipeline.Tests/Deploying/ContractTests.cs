using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

public sealed class ContractTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Shop = """
        create schema shop;
        create table shop.orders (id int primary key, total numeric, note text); insert into shop.orders values (1, 10, 'a'), (2, 20, 'b');
        create table shop.lines (order_id int references shop.orders on delete cascade); insert into shop.lines values (1), (2);
        create index lines_order on shop.lines (order_id);
        create view shop.totals as select sum(total) from shop.orders;
        """;

    [PostgresFact]
    public async Task What_a_header_declares_is_applied_and_told()
    {
        await using var scene = await SceneAsync("-- alters: table shop.orders\n-- removes: view shop.totals\ndrop view shop.totals; alter table shop.orders add paid boolean; update shop.orders set paid = true;");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        var contract = report.Migrations.Single().Contract!;
        contract.Should().Match<Reports.ReportContract>(c => c.BeforeCommit && c.Kept);
        contract.Changes.Removed.Should().Equal("view shop.totals");
        contract.Changes.Altered.Should().Equal("table shop.orders");
        report.Changes.Should().BeEquivalentTo(contract.Changes);
        report.ChangedByOthers!.Added.Concat(report.ChangedByOthers.Removed).Concat(report.ChangedByOthers.Altered).Should().BeEmpty();
    }

    [PostgresTheory]
    [InlineData("drop view shop.totals;", "view shop.totals was removed")]
    [InlineData("alter table shop.orders add unique (note);", null)]
    [InlineData("alter table shop.orders alter total set not null;", "table shop.orders was altered")]
    [InlineData("delete from shop.orders where id = 1;", "table shop.lines, and the migration wrote to it: 1 row deleted")]
    [InlineData("insert into shop.orders values (3, 30, 'c');", null)]
    [InlineData("update shop.orders set total = total;", "2 rows updated")]
    [InlineData("truncate shop.lines;", "truncated")]
    [InlineData("-- alters: table shop.orders\nalter table shop.orders drop note;", "column shop.orders.note was dropped with the values in it")]
    [InlineData("-- alters: table shop.orders\nalter table shop.orders rename note to remark;", null)]
    [InlineData("-- alters: table shop.orders\nselect 1;", "did not")]
    [InlineData("do $$ begin delete from shop.lines; exception when division_by_zero then null; end $$;", "2 rows deleted")]
    [InlineData("-- removes: table shop.lines\ndrop table shop.lines;", "removed with its rows")]
    [InlineData("-- removes: table shop.lines\n-- loses data: shop.lines\ndrop table shop.lines;", null)]
    public async Task Is_committed_only_when_it_is_declared(string sql, string? finding)
    {
        await using var scene = await SceneAsync(sql);

        var (failure, report) = await scene.DeployAsync();

        if (finding is null)
        {
            failure.Should().BeNull();
            return;
        }

        failure!.Message.Should().Contain(finding);
        failure.Code.Should().Be(FailureCode.ContractBroken);
        failure.State.Should().Be(FailureState.RolledBack);
        failure.ExitCode.Should().Be(ExitCode.RolledBack);
        report.Migrations.Single().Contract!.Kept.Should().BeFalse();
        (await scene.ScalarAsync<long>("select (select count(*) from shop.orders) + (select count(*) from shop.lines)")).Should().Be(4);
    }

    [PostgresFact]
    public async Task A_table_that_the_configuration_names_takes_no_undeclared_row()
    {
        await using var scene = await SceneAsync("insert into shop.orders values (3, 30, 'c');");
        scene.Options.Yaml("contract: { preserves: { data: [\"shop.ord*\"] } }");

        var (failure, _) = await scene.DeployAsync();

        failure!.Message.Should().Contain("contract.preserves names table shop.orders").And.Contain("1 row inserted");
    }

    [PostgresFact]
    public async Task A_deferred_trigger_is_made_to_fire_before_anybody_looks()
    {
        await using var scene = await SceneAsync("-- alters: table shop.orders\nupdate shop.orders set total = 1 where id = 1;");
        await scene.RunAsync("""
            create function shop.late() returns trigger language plpgsql as 'begin delete from shop.lines; return null; end';
            create constraint trigger late after update on shop.orders deferrable initially deferred for each row execute function shop.late();
            """);

        var (failure, _) = await scene.DeployAsync();

        failure!.Message.Should().Contain("table shop.lines").And.Contain("2 rows deleted");
        (await scene.ScalarAsync<long>("select count(*) from shop.lines")).Should().Be(2);
    }

    [PostgresFact]
    public async Task What_others_change_meanwhile_is_told_apart()
    {
        await using var scene = await SceneAsync("-- alters: table shop.orders\nalter table shop.orders add paid boolean; select pg_sleep(1.5);");
        var others = Task.Run(async () =>
        {
            while (!await scene.ScalarAsync<bool>("select exists (select from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database())")) await Task.Delay(20);
            await scene.RunAsync("create table shop.theirs (id int); drop index shop.lines_order; insert into shop.lines values (2)");
        });

        var (failure, report) = await scene.DeployAsync();
        await others;

        failure.Should().BeNull("the migration did nothing else than it declares");
        report.Changes!.Altered.Should().Equal("table shop.orders");
        report.Changes.Added.Should().BeEmpty();
        report.ChangedByOthers!.Added.Should().Equal("table shop.theirs");
        report.ChangedByOthers.Altered.Should().Equal("table shop.lines");
    }

    [PostgresTheory]
    [InlineData("create index on shop.orders (note);", null)]
    [InlineData("alter table shop.orders alter note set default '';", "shop.orders")]
    public async Task What_others_change_before_the_migration_has_its_locks_is_not_blamed_on_it(string sql, string? finding)
    {
        await using var scene = await SceneAsync(sql);
        var changed = false;
        scene.OnTold = line =>
        {
            if (changed || !line.StartsWith("applying ", StringComparison.Ordinal)) return;
            changed = true;
            scene.RunAsync("alter table shop.orders alter total set default 7").GetAwaiter().GetResult();
        };

        var (failure, report) = await scene.DeployAsync();

        scene.Told.Should().ContainSingle(t => t.Contains("others changed the schema meanwhile", StringComparison.Ordinal));
        report.Migrations.Single().Contract!.Kept.Should().Be(finding is null);
        if (finding is null) failure.Should().BeNull();
        else failure!.Message.Should().Contain(finding).And.NotContain("total");
    }

    [PostgresFact]
    public async Task Each_migration_is_held_to_its_header_on_what_those_before_it_left()
    {
        await using var scene = await SceneAsync("create table shop.carts (id int, note text); insert into shop.carts values (1, 'x');");
        scene.File("20240102000000_second.sql", "-- alters: table shop.carts\n-- loses data: shop.carts.note\nalter table shop.carts drop note;")
            .File("20240103000000_third.sql", "drop table shop.carts;");

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.ContractBroken);
        failure.State.Should().Be(FailureState.Dirty, "two are committed");
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Message.Should().Contain("-- removes: table shop.carts").And.Contain("-- loses data: shop.carts");
        report.Migrations.Select(m => m.Contract?.Kept).Should().Equal(true, true, false);
    }

    [PostgresFact]
    public async Task A_migration_outside_a_transaction_is_held_to_its_header_afterwards()
    {
        await using var scene = await SceneAsync("drop index concurrently shop.lines_order;");

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.ContractBroken);
        failure.State.Should().Be(FailureState.Dirty);
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Message.Should().Contain("it is applied and stays");
        report.Migrations.Single().Contract.Should().Match<Reports.ReportContract>(c => !c.BeforeCommit && !c.Kept);
    }

    [PostgresFact]
    public async Task A_declared_index_may_be_dropped_outside_a_transaction()
    {
        await using var scene = await SceneAsync("-- removes: index shop.lines_order\ndrop index concurrently shop.lines_order;");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Migrations.Single().Contract.Should().Match<Reports.ReportContract>(c => !c.BeforeCommit && c.Kept);
        report.Changes!.Altered.Should().Equal("table shop.lines");
    }

    [PostgresFact]
    public async Task A_header_that_names_what_is_not_there_is_refused_before_anything_is_touched()
    {
        await using var scene = await SceneAsync("-- removes: table shop.ordres\nselect 1;");

        var (failure, _) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.ContractHeader);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("20240101000000_first.sql:1").And.Contain("shop.orders");
    }

    [PostgresFact]
    public async Task A_role_without_superuser_rights_sees_the_same()
    {
        await using var scene = await SceneAsync("set local role contract_owner; alter table shop.orders disable row level security; reset role;");
        await scene.RunAsync("""
            drop role if exists contract_owner; create role contract_owner; grant all on schema shop to contract_owner;
            alter table shop.orders owner to contract_owner; alter table shop.orders enable row level security;
            """);
        try
        {
            var (failure, _) = await scene.DeployAsync();

            failure!.Message.Should().Contain("row level security: enabled → disabled");
        }
        finally
        {
            await scene.RunAsync("alter table shop.orders owner to current_user; drop owned by contract_owner; drop role contract_owner");
        }
    }

    private async Task<DeployScene> SceneAsync(string migration)
    {
        var scene = await DeployScene.CreateAsync(server, Shop);
        scene.File("20240101000000_first.sql", migration).Options.Argument("yes", "");
        return scene;
    }
}
