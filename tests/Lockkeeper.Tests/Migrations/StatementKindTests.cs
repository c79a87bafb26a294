using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

public class StatementKindTests
{
    [Theory]
    [InlineData("create index concurrently i on t(a)")]
    [InlineData("-- why\nCREATE UNIQUE INDEX /* x */ CONCURRENTLY IF NOT EXISTS i ON t(a)")]
    [InlineData("drop index concurrently if exists i")]
    [InlineData("reindex table concurrently t")]
    [InlineData("reindex (verbose, concurrently) index i")]
    [InlineData("reindex (verbose) schema public")]
    [InlineData("reindex database")]
    [InlineData("vacuum")]
    [InlineData("vacuum (analyze) public.t")]
    [InlineData("alter system set work_mem = '1MB'")]
    [InlineData("create database d")]
    [InlineData("drop database if exists d")]
    [InlineData("alter database d set tablespace s")]
    [InlineData("create tablespace s location '/x'")]
    [InlineData("drop tablespace s")]
    [InlineData("alter table only public.\"T\" detach partition public.t_2024 concurrently")]
    [InlineData("cluster")]
    [InlineData("cluster verbose")]
    [InlineData("cluster (verbose)")]
    [InlineData("discard all")]
    [InlineData("create subscription s connection 'x' publication p")]
    [InlineData("drop subscription s")]
    [InlineData("alter subscription s refresh publication")]
    [InlineData("alter subscription s add publication p")]
    public void The_server_refuses_it_inside_a_transaction(string sql) => Kind(sql).Should().Be(SqlStatementKind.OutsideTransaction);

    [Theory]
    [InlineData("create index i on t(a)")]
    [InlineData("create index \"concurrently\" on t(a)")]
    [InlineData("comment on table t is 'create index concurrently'")]
    [InlineData("reindex table t")]
    [InlineData("reindex table schema")]
    [InlineData("refresh materialized view concurrently v")]
    [InlineData("alter type e add value 'x'")]
    [InlineData("alter database d set work_mem = '1MB'")]
    [InlineData("alter table t detach partition u")]
    [InlineData("cluster t using i")]
    [InlineData("cluster verbose t")]
    [InlineData("discard temp")]
    [InlineData("analyze t")]
    [InlineData("create subscription s connection 'x' publication p with (enabled = false, create_slot = false)")]
    [InlineData("create subscription s connection 'x' publication p with (connect = 'off')")]
    [InlineData("alter subscription s set publication p with (refresh = false)")]
    [InlineData("alter subscription s disable")]
    [InlineData("savepoint a")]
    [InlineData("release savepoint a")]
    [InlineData("rollback to a")]
    [InlineData("rollback work to savepoint a")]
    [InlineData("prepare p as select 1")]
    [InlineData("set standard_conforming_strings = on")]
    [InlineData("set session characteristics as transaction read only")]
    [InlineData("set transaction_timeout = 0")]
    [InlineData("do $$ begin end $$")]
    public void It_runs_inside_a_transaction(string sql) => Kind(sql).Should().Be(SqlStatementKind.Ordinary);

    [Theory]
    [InlineData("begin", "BEGIN")]
    [InlineData("BEGIN isolation level serializable", "BEGIN")]
    [InlineData("start transaction read only", "START TRANSACTION")]
    [InlineData("/* done */ commit and chain", "COMMIT")]
    [InlineData("end", "END")]
    [InlineData("abort", "ABORT")]
    [InlineData("rollback work", "ROLLBACK")]
    [InlineData("prepare transaction 'x'", "PREPARE TRANSACTION")]
    [InlineData("commit prepared 'x'", "COMMIT PREPARED")]
    [InlineData("rollback prepared 'x'", "ROLLBACK PREPARED")]
    [InlineData("set transaction read only", "SET TRANSACTION")]
    [InlineData("set session transaction isolation level serializable", "SET TRANSACTION")]
    public void It_begins_ends_or_shapes_a_transaction(string sql, string command)
    {
        var statement = SqlSplitter.Split(sql).Statements.Should().ContainSingle().Subject;

        statement.Kind.Should().Be(SqlStatementKind.TransactionControl);
        statement.Command.Should().Be(command);
    }

    private static SqlStatementKind Kind(string sql) => SqlSplitter.Split(sql).Statements.Should().ContainSingle().Subject.Kind;
}
