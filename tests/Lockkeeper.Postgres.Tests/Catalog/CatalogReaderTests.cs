using System.Globalization;
using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Catalog;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class CatalogReaderTests(PostgresFixture postgres)
{
    [PostgresFact]
    public async Task A_plain_role_reads_the_same_facts_as_a_superuser()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await database.ExecuteAsync("grant usage on schema storage, cron to public; grant select on storage.buckets, cron.job to public");
        var all = await ReadAsync(database);

        var plain = await ReadAsAsync(database, "plain_reader_1");

        Lines(plain).Should().Equal(Lines(all));
        plain.Unread.Should().BeEmpty();
        Fingerprint.Of(plain).Should().Be(Fingerprint.Of(all));
    }

    [PostgresFact]
    public async Task Names_the_tables_whose_rows_it_may_not_see_whole()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await database.ExecuteAsync("""
            grant usage on schema storage to public; grant select on storage.buckets to public;
            alter table storage.buckets enable row level security;
            """);

        var plain = await ReadAsAsync(database, "plain_reader_2");

        plain.Unread.Should().BeEquivalentTo("storage.buckets", "cron.job");
        plain.Facts.Should().NotContain(f => f.Kind == "bucket");
    }

    [PostgresFact]
    public async Task Several_connections_read_the_same_facts_as_one()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        var one = await ReadAsync(database);
        await using var source = NpgsqlDataSource.Create(database.Connection.ConnectionString);

        foreach (var connections in new[] { 1, 3 })
        {
            var several = await ParallelCatalogReader.ReadAsync(source, connections, CancellationToken.None);
            Lines(several).Should().Equal(Lines(one));
        }
    }

    [PostgresFact]
    public async Task Reading_within_a_transaction_sees_its_changes_and_leaves_its_settings_alone()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var change = new NpgsqlCommand("set local search_path = app; create table only_here ()", connection);
        await change.ExecuteNonQueryAsync();

        var snapshot = await CatalogReader.ReadWithinAsync(transaction, CancellationToken.None);

        snapshot.Facts.Should().Contain(f => f.Object == "table app.only_here");
        await using var show = new NpgsqlCommand("insert into owners values (gen_random_uuid(), 'a@b') returning current_setting('search_path')", connection);
        (await show.ExecuteScalarAsync()).Should().Be("app");
    }

    [PostgresFact]
    public async Task Writes_nothing_and_leaves_the_session_as_it_was()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        await using var settings = new NpgsqlCommand("select string_agg(name || '=' || setting, ' ' order by name) from pg_settings", connection);
        var before = await settings.ExecuteScalarAsync();

        await CatalogReader.ReadAsync(connection, CancellationToken.None);

        (await settings.ExecuteScalarAsync()).Should().Be(before);
    }

    [PostgresFact]
    public async Task No_option_or_setting_that_may_hold_a_secret_leaves_the_server()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await database.ExecuteAsync($"""
            alter database "{database.Name}" set app.jwt_secret = 'planted-secret';
            alter role catalog_reader in database "{database.Name}" set app.key = 'planted-secret';
            alter server elsewhere options (add password 'planted-secret');
            alter user mapping for catalog_reader server elsewhere options (set password 'planted-secret');
            insert into cron.job values (1, '* * * * *', 'select planted-secret', '', 5432, current_database(), 'postgres', true, 'x');
            """);

        var snapshot = await ReadAsync(database);

        snapshot.Facts.Should().NotContain(f => f.Definition.Contains("planted-secret", StringComparison.Ordinal));
        snapshot.Facts.Should().Contain(f => f.Kind == "setting" && f.Identity == "of catalog_reader: app.key");
    }

    [PostgresFact]
    public async Task Every_fact_has_a_name_of_its_own_and_a_parent_that_exists()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);

        var facts = (await ReadAsync(database)).Facts;

        var names = facts.Select(f => f.Object).ToHashSet(StringComparer.Ordinal);
        names.Should().HaveCount(facts.Count);
        facts.Where(f => f.Parent is not null && !names.Contains(f.Parent)).Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Object}: {f.Parent}"))
            .Should().BeEmpty();
    }

    internal static async Task<CatalogSnapshot> ReadAsync(TestDatabase database)
    {
        await using var connection = await database.OpenAsync();
        return await CatalogReader.ReadAsync(connection, CancellationToken.None);
    }

    internal static IEnumerable<string> Lines(CatalogSnapshot snapshot) => snapshot.Facts.Select(f => f.ToString());

    private static async Task<CatalogSnapshot> ReadAsAsync(TestDatabase database, string role)
    {
        await database.ExecuteAsync($"create role {role} login password '{role}'");
        await using var connection = new NpgsqlConnection(database.ConnectionFor(role, role).ConnectionString);
        await connection.OpenAsync();
        return await CatalogReader.ReadAsync(connection, CancellationToken.None);
    }
}
