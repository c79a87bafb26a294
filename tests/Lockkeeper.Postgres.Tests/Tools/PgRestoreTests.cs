using Lockkeeper.Failures;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Restoring;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Tools;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class PgRestoreTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lk-restore-tests-").FullName;

    private string Dump => Path.Combine(_folder, "dump");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PostgresFact]
    public async Task Restores_every_table_with_the_digests_of_the_original()
    {
        await using var source = await SourceAsync();
        await using var copy = await postgres.CreateDatabaseAsync();

        var result = await RestoreAsync(copy.Connection);

        result.Duration.Should().BePositive();
        (await DigestsAsync(copy)).Should().Equal(await DigestsAsync(source)).And.HaveCount(2).And.OnlyContain(t => t.Rows == 100);
    }

    [PostgresFact]
    public async Task Restores_the_schema_alone()
    {
        await using var source = await SourceAsync();
        await using var copy = await postgres.CreateDatabaseAsync();

        await RestoreAsync(copy.Connection, schemaOnly: true);

        (await DigestsAsync(copy)).Should().HaveCount(2).And.OnlyContain(t => t.Rows == 0);
    }

    [PostgresFact]
    public async Task Names_the_object_that_cannot_be_restored_and_shows_no_row()
    {
        await using var source = await SourceAsync();
        await using var copy = await postgres.CreateDatabaseAsync();
        await copy.ExecuteAsync("create table public.other (id int)");

        var failure = await FailureAsync(copy.Connection);

        failure.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().Contain("TABLE other").And.Contain("already exists").And.NotContain("create table", "statements are not quoted");
    }

    [PostgresFact]
    public async Task Fails_when_a_file_of_the_dump_is_damaged()
    {
        await using var source = await SourceAsync();
        await using var copy = await postgres.CreateDatabaseAsync();
        var data = Directory.EnumerateFiles(Dump, "*.dat*").First(f => !f.EndsWith("toc.dat", StringComparison.Ordinal));
        await File.WriteAllBytesAsync(data, (await File.ReadAllBytesAsync(data))[..^12]);

        (await FailureAsync(copy.Connection)).Message.Should().Contain("pg_restore ended with exit code 1");
    }

    [PostgresFact]
    public async Task A_new_server_gets_the_roles_without_their_passwords_and_a_database_like_the_original()
    {
        await using var source = await SourceAsync();
        await source.ExecuteAsync("""
            create role "restore Owner" nologin noinherit createdb; create role restore_member login connection limit 3 password 'planted';
            grant "restore Owner" to restore_member with admin option;
            """);
        await using var reading = await source.OpenAsync();
        var needs = await RestoreNeeds.ReadAsync(reading, CancellationToken.None);
        await source.ExecuteAsync("drop role \"restore Owner\", restore_member");
        await using var cluster = await LocalCluster.StartAsync(
            new LocalClusterOptions { Superuser = needs.Superuser, Major = postgres.Cluster.ServerMajor, Settings = ["work_mem = '7MB'"] }, CancellationToken.None);

        (await EmptyDatabase.CreateAsync(cluster, "postgres", needs, CancellationToken.None)).Should().BeEmpty();

        await using var connection = new NpgsqlConnection(cluster.ConnectionFor("postgres").ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("show work_mem", connection);
        (await command.ExecuteScalarAsync()).Should().Be("7MB");
        var copied = await RestoreNeeds.ReadAsync(connection, CancellationToken.None);
        copied.Should().BeEquivalentTo(needs, options => options.Excluding(n => n.Bytes));
        command.CommandText = "select count(*) from pg_authid where rolpassword is not null and oid <> 10";
        (await command.ExecuteScalarAsync()).Should().Be(0L);
    }

    [PostgresFact]
    public async Task A_locale_that_this_machine_lacks_is_named()
    {
        await using var source = await SourceAsync();
        await using var reading = await source.OpenAsync();
        var needs = await RestoreNeeds.ReadAsync(reading, CancellationToken.None) with { Collate = "xx_XX.UTF-8" };
        await using var cluster = await LocalCluster.StartAsync(new LocalClusterOptions { Superuser = needs.Superuser }, CancellationToken.None);

        (await EmptyDatabase.CreateAsync(cluster, "copy", needs, CancellationToken.None)).Should().ContainSingle().Which.Should().Contain("xx_XX");
    }

    private async Task<TestDatabase> SourceAsync()
    {
        var source = await postgres.CreateDatabaseAsync();
        await source.ExecuteAsync("""
            create table kept (id bigint primary key, body text); insert into kept select i, 'row ' || i from generate_series(1, 100) i;
            create table other (id bigint references kept); insert into other select generate_series(1, 100);
            """);
        await PgDump.RunAsync(await ToolsAsync(), source.Connection, new PgDumpOptions { Folder = Dump }, CancellationToken.None);
        return source;
    }

    private static async Task<IReadOnlyList<Evidence.TableDigest>> DigestsAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return await DataDigest.ReadDumpedAsync(connection, snapshot: null, CancellationToken.None);
    }

    private Task<ClientTools> ToolsAsync() => ClientTools.FindAsync(postgres.Cluster.ServerMajor, CancellationToken.None);

    private async Task<PgRestoreResult> RestoreAsync(NpgsqlConnectionStringBuilder target, bool schemaOnly = false) =>
        await PgRestore.RunAsync(await ToolsAsync(), target, new PgRestoreOptions { Folder = Dump, SchemaOnly = schemaOnly }, CancellationToken.None);

    private async Task<DeployFailure> FailureAsync(NpgsqlConnectionStringBuilder target) =>
        (await FluentActions.Awaiting(() => RestoreAsync(target)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
}
