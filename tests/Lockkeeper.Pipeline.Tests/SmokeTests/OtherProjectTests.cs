using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>A project with other tables than the product's: what can be found out is, the rest is asked for by the key to set.</summary>
public sealed class OtherProjectTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Tables = """
        create type public.file_kind as enum ('letter', 'bill');
        create domain public.short_name as varchar(20);
        create table public.folders (id int primary key);
        insert into public.folders values (7);
        create table public.files (
            id bigint generated always as identity primary key, owner_id uuid not null references auth.users (id), file_name public.short_name not null, pages int not null,
            size_bytes bigint not null check (size_bytes > 100), kind public.file_kind not null, meta jsonb not null, seen_at timestamptz not null, printed_on date not null,
            is_new boolean not null, tags text[] not null, reference uuid not null, folder_id int not null references public.folders (id), note text,
            grade text not null check (grade in ('a', 'b')));
        alter table public.files enable row level security;
        create policy own on public.files to authenticated using (owner_id = auth.uid()) with check (owner_id = auth.uid());
        grant select, insert on public.files to authenticated;
        create table public.queue (id uuid primary key default gen_random_uuid(), file bigint references public.files (id) on delete cascade, task text not null, phase text not null default 'new');
        create function public.work() returns trigger language plpgsql as $$ begin new.phase := 'fine'; return new; end $$;
        create trigger work before insert on public.queue for each row when (new.file is not null) execute function public.work();
        """;

    private const string Keys = "upload: { table: public.files, columns: { grade: b } }, worker: { table: public.queue, state: phase, done: [fine] }";

    [PostgresFact]
    public async Task Rows_are_filled_by_name_and_type_and_taken_away_again()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync(Tables);
        scene.Yaml($"smokeTests: {{ deadline: 20s, {Keys} }}");

        var (results, failure) = await scene.RunAsync();

        failure.Should().BeNull(scene.All(results));
        results.Should().OnlyContain(r => r.Status == SmokeTestStatus.Passed, scene.All(results));
        scene.All(results).Should().Contain("row in public.files").And.Contain("a job in public.queue was taken up and done");
        (await scene.ScalarAsync<string>("select (select count(*) from public.files) || ' ' || (select count(*) from public.queue) || ' ' || (select count(*) from auth.users)")).Should().Be("0 0 0");
    }

    [PostgresFact]
    public async Task What_cannot_be_filled_or_told_is_skipped_with_the_key_to_set()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync(Tables);
        scene.Yaml("smokeTests: { upload: { table: public.files }, worker: { table: public.queue } }");

        var (results, failure) = await scene.RunAsync();

        failure.Should().BeNull();
        results.Single(r => r.Name is SmokeTestNames.DocumentUpload).Note.Should().StartWith("public.files refuses the row (23514").And.EndWith("set smokeTests.upload.columns for what it needs");
        results.Single(r => r.Name is SmokeTestNames.WorkerFunctionality).Note.Should().Be("found no column of public.queue that says how far a job is: set smokeTests.worker.state");
    }

    [PostgresFact]
    public async Task An_upload_of_the_product_that_refuses_fails_the_document_upload_without_telling_the_token()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var product = new FrontDoor(scene.Services!.Address, "/upload", 500, "relation public.users does not exist");
        scene.Yaml($"environments: {{ production: {{ api: {{ upload: \"{new Uri(product.Address, "upload")}\" }} }} }}\nsmokeTests: {{ deadline: 20s }}");

        var (results, failure) = await scene.RunAsync();

        failure!.Message.Should().Contain("/upload with a user's document answers 500 \"relation public.users does not exist\"").And.NotContain("eyJ");
        results.Where(r => r.Status is SmokeTestStatus.Failed).Select(r => r.Name).Should().Equal(SmokeTestNames.DocumentUpload);
    }

    [PostgresFact]
    public async Task A_product_without_Supabase_is_healthy_when_its_addresses_say_so()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var scene = await SmokeScene.CreateAsync(server, services: false);
        await using var product = new FrontDoor(new Uri("http://127.0.0.1:9"), "/health", 204, "");
        var health = new Uri(product.Address, "health");
        scene.Options.Variable("PRODUCTION_DATABASE_URL", database.Connection.ToUrl());
        scene.Yaml($"environments: {{ production: {{ api: {{ health: [\"{health}\"], worker: \"{health}\" }} }} }}");

        var (results, failure) = await scene.RunAsync();

        failure.Should().BeNull();
        results.ToDictionary(r => r.Name, r => r.Status, StringComparer.Ordinal).Should().BeEquivalentTo(new Dictionary<string, SmokeTestStatus>(StringComparer.Ordinal)
        {
            [SmokeTestNames.DatabaseConnectivity] = SmokeTestStatus.Passed,
            [SmokeTestNames.ApiHealth] = SmokeTestStatus.Passed,
            [SmokeTestNames.AuthenticationFlow] = SmokeTestStatus.Skipped,
            [SmokeTestNames.StorageAccess] = SmokeTestStatus.Skipped,
            [SmokeTestNames.DocumentUpload] = SmokeTestStatus.Skipped,
            [SmokeTestNames.WorkerFunctionality] = SmokeTestStatus.Passed,
        });
        results.Single(r => r.Name is SmokeTestNames.ApiHealth).Evidence.Should().Equal($"GET {health}: 204");
    }
}
