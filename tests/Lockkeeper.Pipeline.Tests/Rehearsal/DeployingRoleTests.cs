using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

/// <summary>What no dump carries, and a migration may need: the copy has it as the target has.</summary>
[Collection("Throwaway servers")]
public sealed class DeployingRoleTests(PostgresFixture server) : IClassFixture<PostgresFixture>, IAsyncLifetime
{
    private readonly string _role = $"deployer_{Guid.NewGuid():N}";
    private DeployScene _scene = null!;

    public async Task InitializeAsync()
    {
        if (Testing.Postgres.SkipReason is not null) return;
        _scene = await DeployScene.CreateAsync(server, RehearsalScene.Shop);
        await _scene.RunAsync($"""
            create role {_role} login password 'only here';
            grant pg_read_all_data to {_role};
            grant usage, create on schema shop to {_role};
            do $$ begin execute format('grant create on database %I to {_role}', current_database()); end $$;
            """);
        var database = _scene.Options.Resolve("DeployProduction").Database!;
        _scene.Options.Variable(
            "PRODUCTION_DATABASE_URL", $"postgresql://{_role}:only%20here@{database.Host}:{database.Port}/{database.Database}?sslmode=disable&gssencmode=disable")
            .Argument("rehearsal", "full");
        _scene.Confirm = (_, _) => true;
    }

    public async Task DisposeAsync()
    {
        if (_scene is null) return;
        await _scene.RunAsync($"drop owned by {_role} cascade; drop role {_role}");
        await _scene.DisposeAsync();
    }

    [PostgresFact]
    public async Task Its_privileges_on_the_database_are_there()
    {
        _scene.File("20240101000000_schema.sql", "create schema own;\ncreate table own.fine (id int);");

        var (failure, report) = await _scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Notes.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task What_it_may_not_do_is_found_out_on_the_copy()
    {
        _scene.File("20240101000000_schema.sql", "create schema own;\nalter table shop.orders add paid boolean;");

        var (failure, _) = await _scene.DeployAsync();

        failure!.SqlState.Should().Be("42501");
        failure.Message.Should().StartWith("In the rehearsal, ").And.Contain("20240101000000_schema.sql:2: ERROR: must be owner of table orders");
        await RehearsalScene.IsUntouchedAsync(_scene);
    }

    [PostgresFact]
    public async Task Its_settings_and_those_of_the_database_hold()
    {
        await _scene.RunAsync($"""
            alter role {_role} set search_path = shop, pg_catalog;
            do $$ begin execute format('alter database %I set datestyle = ''SQL, DMY''', current_database()); end $$;
            do $$ begin execute format('alter role {_role} in database %I set extra_float_digits = 2', current_database()); end $$;
            """);
        _scene.File("20240101000000_settings.sql", """
            create table fine (at date default '31/12/2026');
            do $$ begin
              if to_regclass('shop.fine') is null or current_setting('extra_float_digits') <> '2' then raise exception 'other settings'; end if;
            end $$;
            """);

        var (failure, _) = await _scene.DeployAsync();

        failure.Should().BeNull();
    }

    [PostgresFact]
    public async Task What_only_the_platform_allows_it_is_allowed_and_told()
    {
        await _scene.RunAsync($"do $$ begin execute format('alter database %I set supautils.privileged_role = {_role}', current_database()); end $$");
        _scene.File("20240101000000_platform.sql", "create table shop.fine (id int);");

        var (failure, report) = await _scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Notes.Should().ContainSingle().Which.Should().Contain("privileges were not rehearsed");
    }
}
