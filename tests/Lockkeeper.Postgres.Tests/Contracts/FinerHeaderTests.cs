using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Tests.Catalog;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>Headers that name a part of a table, or something else than the folded change does.</summary>
[Collection(PostgresCollection.Name)]
public sealed class FinerHeaderTests(PostgresFixture postgres)
{
    private static readonly (string Change, string Header, bool Kept)[] Cases =
    [
        ("alter table app.events alter column what type varchar(10)", "alters: table app.events", true),
        ("alter table app.events alter column what type varchar(10)", "alters: column app.events.what", true),
        ("alter table app.events_2026 alter column what set default 'x'", "alters: table app.events", false),
        ("alter table app.events drop column what", "removes: column app.events.what", true),
        ("drop index app.events_at", "removes: index app.events_at", true),
        ("drop index app.events_at", "removes: index events_at on app.events", true),
        ("alter table app.docs drop column price", "removes: column app.docs.price", true),
        ("alter table app.docs drop column price, drop column no", "removes: column app.docs.price", false),
        ("alter table app.docs drop column no", "removes: column app.docs.no", true),
        ("alter table app.docs drop column pages cascade", "removes: column app.docs.pages, view app.titles", true),
        ("alter table app.docs drop column pages cascade", "removes: column app.docs.pages", false),
        ("alter table app.docs drop column owner cascade", "removes: column app.docs.owner, materialized view app.counts", false),
        ("alter table app.owners drop constraint owners_email_key", "removes: constraint owners_email_key on app.owners", true),
        ("drop index app.docs_owner; alter table app.docs drop constraint pages_positive", "removes: index app.docs_owner", false),
        ("drop type app.mood cascade", "removes: type app.mood, column app.docs.mood", true),
        ("alter publication feed add table app.docs; alter publication feed drop table app.owners", "alters: publication feed", true),
        ("alter publication feed drop table app.owners", "", false),
        ("revoke update (title) on app.docs from catalog_writer; revoke select on app.docs from catalog_reader", "alters: grants on table app.docs", true),
        ("revoke update (title) on app.docs from catalog_writer; alter table app.docs disable row level security", "alters: grants on table app.docs", false),
        ("alter table app.events_2026 disable trigger touch", "", false),
        ("alter table app.events_2026 disable trigger touch", "alters: trigger touch on app.events_2026", true),
        ("comment on table app.docs is null", "removes: comment on table app.docs", true),
        ("comment on table app.docs is 'other'", "alters: comment on table app.docs", true),
        ("alter default privileges in schema app revoke select on tables from catalog_reader", "alters: default privileges in schema app on tables", true),
        ("create index on app.docs (title); alter table app.docs add column x int; create policy p on app.docs using (true)", "", true),
        ("drop function app.who(); create function app.who() returns text language sql stable security definer as 'select current_user::text'", "removes: function app.who()", false),
        ("alter table app.docs alter column no type bigint", "alters: column app.docs.no", true),
        ("alter table app.docs alter column no type bigint", "alters: column app.docs.price", false),
    ];

    [PostgresFact]
    public async Task Each_header_is_found_true_or_untrue()
    {
        await using var database = await SampleSchema.CreateAsync(postgres);
        await using var connection = await database.OpenAsync();
        var before = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        var wrong = new List<string>();
        foreach (var (sql, declared, kept) in Cases)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            try
            {
                await using (var command = new NpgsqlCommand(sql, connection)) await command.ExecuteNonQueryAsync();
                var change = CatalogChange.Between(before, await CatalogReader.ReadWithinAsync(transaction, CancellationToken.None));
                var header = ContractHeader.Parse(declared.Length == 0 ? "" : $"-- {declared}").Header;
                var verdict = Contract.Judge(new Migration("1", "x", "1_x.sql", "", [], header), MigrationEffect.Of(change));
                if (verdict.Kept != kept) wrong.Add($"{sql} under \"{declared}\":\n{verdict.Message()}");
            }
            catch (PostgresException failure)
            {
                wrong.Add($"{sql}: {failure.MessageText}");
            }
        }

        string.Join("\n\n", wrong).Should().BeEmpty();
    }
}
