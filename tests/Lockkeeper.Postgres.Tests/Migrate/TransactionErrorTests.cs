using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>What only the server can tell of a file that does not fit into one transaction.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TransactionErrorTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task A_new_enum_value_that_is_used_at_once_is_told_with_the_way_to_split_the_file()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create type status as enum ('new'); create table t (s status); insert into t values ('new')");

        var failure = await scene.FailureAsync("alter type status add value 'gone';\nupdate t set s = 'gone';");

        failure.Message.Should().StartWith("20240101000000_first.sql:2: ERROR: unsafe use of new value \"gone\"");
        failure.SqlState.Should().Be("55P04");
        failure.State.Should().Be(FailureState.RolledBack);
        failure.Next.Should().StartWith("Split 20240101000000_first.sql: ");
        (await scene.HistoryAsync()).Should().BeEmpty();

        await scene.ApplyAsync("alter type status add value 'gone';");
        await scene.ApplyAsync("update t set s = 'gone';", "20240102000000_second.sql");
        (await scene.HistoryAsync()).Should().HaveCount(2);
    }

    [PostgresFact]
    public async Task A_procedure_that_commits_is_told_with_the_way_out()
    {
        await using var scene = await ApplyScene.CreateAsync(
            server, "create table t (id int); create procedure p() language plpgsql as $$ begin insert into t values (1); commit; end $$");

        var failure = await scene.FailureAsync("select 1;\ncall p();");

        failure.Message.Should().StartWith("20240101000000_first.sql:2: ERROR: invalid transaction termination");
        failure.SqlState.Should().Be("2D000");
        failure.State.Should().Be(FailureState.RolledBack);
        failure.Next.Should().StartWith("20240101000000_first.sql runs a procedure or a block with COMMIT or ROLLBACK");
        (await scene.Database.ScalarAsync<long>("select count(*) from t")).Should().Be(0);
    }

    [PostgresFact]
    public async Task A_statement_that_a_block_hides_and_that_needs_no_transaction_is_told_with_the_way_out()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)");

        var failure = await scene.FailureAsync("do $$ begin execute 'create index concurrently i on t (id)'; end $$");

        failure.SqlState.Should().Be("25001");
        failure.Next.Should().Contain("as its only statement");
    }
}
