using System.Text;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A statement that fails is shown to everybody who reads a terminal, a ledger or a report. What is secret in it is not.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StatementSecretTests(PostgresFixture server)
{
    private const string Secret = "s3cret";

    [PostgresTheory]
    [InlineData("create role app login password 's3cret-pw' nonsense", "create role app login password '…' nonsense")]
    [InlineData("create role app\n  login password\n  's3cret-pw' nonsense", "  '…' nonsense")]
    [InlineData("create role app password s3cretpw", "create role app password …")]
    [InlineData("create role app passwort 's3cret-pw'", "create role app passwort '…'")]
    [InlineData("create role app /* s3cret-pw */ password 's3cret''s' -- s3cret\n nonsense", " nonsense")]
    [InlineData("alter user nobody_here password 's3cret-pw'", "alter user nobody_here password '…'")]
    [InlineData("alter role nobody_here with encrypted password E's3cret\\'pw'", "alter role nobody_here with encrypted password E'…'")]
    [InlineData("create user mapping for current_user server nowhere options (user 'u', password 's3cret-pw')", "(user '…', password '…')")]
    [InlineData("create user mapping for current_user server nowhere options (password s3cretpw)", "options (password …)")]
    [InlineData("create server s foreign data wrapper nowhere options (passfile 's3cret-pw')", "options (passfile '…')")]
    [InlineData("create subscription s connection 'host=nowhere s3cret-pw' publication p with (connect = false)", "connection '…' publication p")]
    [InlineData("create subscription s connection 'postgres://u:s3cret-pw@nowhere/x?nonsense=s3cret' publication p with (connect = false)", "connection '…'")]
    [InlineData("alter database nowhere set app.jwt_secret to 's3cret-pw'", "set app.jwt_secret to '…'")]
    [InlineData("select nowhere.create_secret('s3cret-pw', 'name')", "create_secret('…', '…')")]
    [InlineData("select nowhere('{\"Authorization\": \"Bearer s3cret-pw\"}')", "select nowhere('…')")]
    [InlineData("do $$ begin execute 'create role app password ''s3cret-pw'' nonsense'; end $$", "do $$ begin execute '…'; end $$")]
    [InlineData("do $$ begin execute format('create role app password %L nonsense', 's3cret-pw'); end $$", "format('…', '…')")]
    [InlineData("do $$\nbegin\n  create role app login password 's3cret-pw' nonsense;\nend $$", "  create role app login password '…' nonsense;")]
    [InlineData("insert into nowhere (email, encrypted_password) values ('a@example.com', crypt('s3cret-pw', gen_salt('bf')))", "crypt('…', gen_salt('…'))")]
    public async Task No_password_is_told(string sql, string shown)
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await using var connection = await scene.Database.OpenAsync();
        var file = MigrationFile.Read(new MigrationSource("20240101000000_first.sql", Encoding.UTF8.GetBytes(sql))).Migration!;

        var failure = await scene.FailureAsync(sql);
        var found = await SyntaxCheck.FindAsync(connection, [file], default);

        failure.Message.Should().Contain(shown);
        // With all that is inside: an exception may be printed as a whole.
        var told = string.Join('\n', [failure.ToString(), .. scene.Events.Select(e => e.ToString()), .. scene.Progress.Told, .. found.Select(p => p.ToString())]);
        told.Should().NotContain(Secret);
    }

    [PostgresFact]
    public async Task What_a_function_runs_within_is_told_without_its_password()
    {
        await using var scene = await ApplyScene.CreateAsync(server, """
            create function make(name text, key text) returns void language plpgsql as $$ begin
              execute format('create role %I password %L nonsense', name, key); end $$
            """);

        var failure = await scene.FailureAsync("select make('app', 's3cret-pw')");

        failure.ToString().Should().Contain("select make('…', '…')").And.NotContain(Secret);
    }

    [PostgresFact]
    public async Task The_caret_stands_below_its_place_behind_what_is_not_shown()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var failure = await scene.FailureAsync("create role app password 's3cret-🚢' nonsense");

        failure.Message.Split('\n')[1..3].Should().Equal("    create role app password '…' nonsense", "                                 ^");
    }

    [PostgresFact]
    public async Task Other_statements_are_shown_as_they_are()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        (await scene.FailureAsync("select 'plain' as a, /* why */ nothing")).Message.Should().Contain("select 'plain' as a, /* why */ nothing");
    }
}
