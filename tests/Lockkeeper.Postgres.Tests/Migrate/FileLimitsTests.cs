using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tests.Rehearsing;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A file cannot switch off what bounds it: every dump of pg_dump begins by trying.</summary>
[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class FileLimitsTests(PostgresFixture server)
{
    private const string Head = """
        SET statement_timeout = 0;
        SET lock_timeout = 0;
        SET idle_in_transaction_session_timeout = 0;
        SET client_encoding = 'UTF8';
        SET standard_conforming_strings = on;
        SELECT pg_catalog.set_config('search_path', '', false);
        SET check_function_bodies = false;
        SET client_min_messages = warning;
        SET row_security = off;
        """;

    private const string Seen = """
        create table public.seen as select current_setting('lock_timeout') || ' ' || current_setting('statement_timeout') || ' '
            || current_setting('idle_in_transaction_session_timeout') || ' ' || current_setting('client_connection_check_interval') || ' '
            || current_setting('synchronous_commit') || ' ' || current_setting('standard_conforming_strings') || ' ' || current_setting('client_encoding') as v;
        """;

    private const string Ours = "200ms 1min 1min 500ms on on UTF8";

    public static TheoryData<string, string> Files => new()
    {
        { Head, Ours },
        { "set local lock_timeout to '1h';", Ours },
        { "SET SESSION Lock_Timeout TO DEFAULT;", Ours },
        { "set \"lock_timeout\" = 0;", Ours },
        { "reset lock_timeout;", Ours },
        { "reset all;", Ours },
        { "/* a\n b */ reset all;", Ours },
        { "do $$ begin execute 'reset all'; end $$;", Ours },
        { "select set_config('lock_timeout', '0', false);", Ours },
        { "select pg_catalog.set_config('lock' || '_timeout', '0', true);", Ours },
        { "update pg_settings set setting = '0' where name = 'lock_timeout';", Ours },
        { "set client_connection_check_interval = 0; set synchronous_commit = off;", Ours },
        { "savepoint a; set lock_timeout = 0; rollback to a;", Ours },
        { "set lock_timeout = '50ms';", "50ms 1min 1min 500ms on on UTF8" },
        { "set statement_timeout = '2h'; set lock_timeout = 0;", "200ms 2h 1min 500ms on on UTF8" },
        { "set idle_in_transaction_session_timeout = '2h'; set statement_timeout = '1s';", "200ms 1s 1min 500ms on on UTF8" },
    };

    [PostgresTheory]
    [MemberData(nameof(Files))]
    public async Task The_limits_are_back_directly_after_a_statement_that_changes_them(string sql, string expected)
    {
        foreach (var together in (bool[])[false, true])
        {
            await using var scene = await ApplyScene.CreateAsync(server);
            var file = ApplyScene.Migration($"{sql}\n{Seen}");

            if (together) await scene.Applier.ApplyAllAsync([file], default);
            else await scene.Applier.ApplyAsync(file, default);

            (await scene.Database.ScalarAsync<string>("select v from seen")).Should().Be(expected, together ? "in a batch" : "by itself");
        }
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_queues_behind_a_dump_that_waits(bool together)
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table blocked (id int)", ApplyScene.Limits with { Deadline = TimeSpan.FromSeconds(1) });
        await using var blocker = await scene.Database.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var take = new NpgsqlCommand("select * from blocked", blocker)) await take.ExecuteNonQueryAsync();
        var file = ApplyScene.Migration($"{Head}\ndrop table public.blocked;");

        var failure = (await FluentActions.Awaiting(() => together ? scene.Applier.ApplyAllAsync([file], default) : scene.Applier.ApplyAsync(file, default))
            .Should().ThrowExactlyAsync<DeployFailure>()).Which;

        failure.Code.Should().Be(FailureCode.LockTimeout);
        failure.Message.Should().Contain("20240101000000_first.sql:10:");
    }

    [PostgresFact]
    public async Task A_rehearsal_gets_the_same_and_traces_the_files_statements_only()
    {
        await using var scene = await TraceScene.CreateAsync(server);

        var traced = await scene.TraceAsync($"set lock_timeout = 0;\n{Seen}\ndrop table shop.customers;");

        traced.Select(s => s.Line).Should().Equal(1, 2, 5);
        traced[2].Locks.Should().ContainSingle();
        (await scene.ScalarAsync<string>("select v from seen")).Should().Be(Ours);
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Files_that_change_no_limit_pay_for_no_command(bool together)
    {
        var plain = await SentAsync("create table a (id int); select 1; comment on table a is 'it is set to reset';", together);
        var changing = await SentAsync("create table a (id int); set lock_timeout = 0; comment on table a is 'x';", together);

        plain.Should().NotContain(s => s.Contains("pg_settings", StringComparison.Ordinal));
        changing.Should().ContainSingle(s => s.Contains("pg_settings", StringComparison.Ordinal));
        changing.Should().HaveCount(plain.Count + 1);
    }

    [PostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Backslashes_mean_themselves_whatever_the_database_says(bool together)
    {
        await using var scene = await ApplyScene.CreateAsync(
            server, "do $$ begin execute format('alter database %I set standard_conforming_strings = off', current_database()); end $$");
        Migration[] files =
        [
            ApplyScene.Migration(@"create table seen as select 'c:\' as v; reset all; insert into seen values ('d:\');"),
            ApplyScene.Migration(@"insert into seen values ('e:\');", "20240102000000_second.sql"),
        ];

        await using (var connection = await scene.Database.OpenAsync()) (await SyntaxCheck.FindAsync(connection, files, default)).Should().BeEmpty();
        if (together) await scene.Applier.ApplyAllAsync(files, default);
        else foreach (var file in files) await scene.Applier.ApplyAsync(file, default);

        (await scene.Database.ScalarAsync<string>("select string_agg(v, '' order by v) from seen")).Should().Be(@"c:\d:\e:\");
        (await scene.Database.ScalarAsync<string>("select statements[3] from supabase_migrations.schema_migrations order by version limit 1"))
            .Should().Be(@"insert into seen values ('d:\')");
    }

    private async Task<IReadOnlyList<string>> SentAsync(string sql, bool together)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var proxy = new MessageProxy(server.Cluster, cut: null);
        var settings = database.Connection;
        settings.Port = proxy.Port;
        await using var target = TargetDatabase.For(settings, "lockkeeper counted");
        await using var applier = new Applier(target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports());
        if (together) await applier.ApplyAllAsync([ApplyScene.Migration(sql)], default);
        else await applier.ApplyAsync(ApplyScene.Migration(sql), default);
        return [.. proxy.Sent.Where(m => m.Type is 'P' or 'Q').Select(m => m.Sql)];
    }
}
