using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

/// <summary><c>--rehearsal=schema</c>: the copy has no rows.</summary>
[Collection("Throwaway servers")]
public sealed class SchemaRehearsalTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task The_report_says_that_the_copy_had_no_rows()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, "create table shop.fine (id int);", "schema");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Should().BeEquivalentTo(new { Applied = true, WithRows = false });
        report.Rehearsal!.Notes.Should().Contain(note => note.StartsWith("The copy had no rows (--rehearsal=schema)", StringComparison.Ordinal));
        ProofScene.Throwaways(server).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_bucket_that_a_header_removes_is_there_to_be_removed()
    {
        await using var scene = await RehearsalScene.CreateAsync(
            server, "-- removes: bucket old\n-- loses data: storage.buckets\ndelete from storage.buckets where id = 'old';", "schema", """
            create schema storage;
            create table storage.buckets (id text primary key, name text, owner uuid, public boolean, file_size_limit bigint, allowed_mime_types text[]);
            insert into storage.buckets (id, name) values ('old', 'old'), ('kept', 'kept');
            """);

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Changes!.Removed.Should().Equal("bucket old");
    }

    [PostgresFact]
    public async Task A_history_that_has_begun_goes_on()
    {
        await using var scene = await RehearsalScene.CreateAsync(server, "create table shop.fine (id int);", "schema");
        (await scene.DeployAsync()).Failure.Should().BeNull();
        scene.File("20240102000000_next.sql", "alter table shop.fine add name text;");

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull();
        report.Rehearsal!.Migrations.Select(m => m.Version).Should().Equal("20240102000000");
    }
}
