using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>Nothing of a session gets from one file into the next, whether they go out one by one or all together.</summary>
[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class SessionLeakTests(PostgresFixture server)
{
    // Roles belong to the server, and other tests share it.
    private const string Scene = """
        create schema elsewhere; grant usage on schema elsewhere to public; create sequence numbers cache 10; grant select on numbers to public;
        do $$ begin create role leaky_admin superuser; exception when duplicate_object then null; end $$;
        """;

    private const string Leaks = """
        create temporary table leaked (id int);
        prepare leaked as select 1;
        declare leaked cursor with hold for select 1;
        select pg_advisory_lock(4711), nextval('numbers');
        listen leaked;
        set session_replication_role = replica;
        set search_path = elsewhere;
        set statement_timeout = '1h';
        set my.setting = 'leaked';
        """;

    // Each on a line of its own, so that what leaked is told by its name.
    private const string Look = """
        do $$
        declare sequence text := 'forgotten';
        begin
          begin
            sequence := currval('public.numbers')::text;
          exception when object_not_in_prerequisite_state then null;
          end;
          raise notice 'user %', current_user;
          raise notice 'session user %', session_user;
          raise notice 'schema %', current_schema;
          raise notice 'replication role %', current_setting('session_replication_role');
          raise notice 'statement_timeout %', current_setting('statement_timeout');
          raise notice 'setting %', coalesce(current_setting('my.setting', true), '');
          raise notice 'temporary table %', coalesce(to_regclass('pg_temp.leaked')::text, 'gone');
          raise notice 'prepared %', (select count(*) from pg_prepared_statements where name = 'leaked');
          raise notice 'cursors %', (select count(*) from pg_cursors where name = 'leaked');
          raise notice 'advisory locks %', (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory' and objid = 4711);
          raise notice 'sequence %', sequence;
        end $$;
        """;

    // In a batch UNLISTEN belongs to the transaction of the file that follows it, so that a channel may still be listed within that one.
    private const string LookForChannels = "do $$ begin raise notice 'channels %', (select count(*) from pg_listening_channels()); end $$;";

    [PostgresTheory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "set role leaky_admin;")]
    [InlineData(true, "set role leaky_admin;")]
    [InlineData(false, "set session authorization leaky_admin;")]
    [InlineData(true, "set session authorization leaky_admin;")]
    [InlineData(false, "set session authorization leaky_admin; set role pg_monitor;")]
    [InlineData(true, "set session authorization leaky_admin; set role pg_monitor;")]
    public async Task Session_state_does_not_leak_from_one_file_into_the_next(bool together, string becomes)
    {
        await using var scene = await ApplyScene.CreateAsync(server, Scene);
        var first = ApplyScene.Migration($"{Leaks}\n{becomes}");
        var second = ApplyScene.Migration(Look, "20240102000000_second.sql");
        var third = ApplyScene.Migration(LookForChannels, "20240103000000_third.sql");

        var applied = together
            ? await scene.Applier.ApplyAllAsync([first, second, third], default)
            : [await scene.Applier.ApplyAsync(first, default), await scene.Applier.ApplyAsync(second, default), await scene.Applier.ApplyAsync(third, default)];

        applied.SelectMany(a => a.Notices).Select(n => n.Split(": NOTICE: ")[1]).Should().Equal(
            "user supabase_admin", "session user supabase_admin", "schema public", "replication role origin", "statement_timeout 1min", "setting ",
            "temporary table gone", "prepared 0", "cursors 0", "advisory locks 0", "sequence forgotten", "channels 0");
        (await scene.HistoryAsync()).Should().HaveCount(3);
    }

    [PostgresFact]
    public async Task What_is_looked_for_is_there_within_the_file_itself()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Scene);

        var applied = await scene.ApplyAsync($"{Leaks}\nset session authorization leaky_admin; set role pg_monitor;\n{Look}");

        applied.Notices.Select(n => n.Split(": NOTICE: ")[1]).Should().Equal(
            "user pg_monitor", "session user leaky_admin", "schema elsewhere", "replication role replica", "statement_timeout 1h", "setting leaked",
            "temporary table leaked", "prepared 1", "cursors 1", "advisory locks 1", "sequence 1");
    }
}
