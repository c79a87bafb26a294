using Lockkeeper.Contracts.Bodies;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Migrations;

/// <summary>The search of bodies, held to the routines that a project has.</summary>
[Collection(ProjectCollection.Name)]
public sealed class BodyTests(PostgresFixture server)
{
    private static readonly string[] Removed = ["table public.users", "table public.user_info", "function public.handle_new_user()", "column public.users.email"];

    [PostgresFact]
    public async Task Only_the_sign_up_function_names_the_tables_that_the_cleanup_removes()
    {
        await using var project = await Project.CreateAsync(server, ProductMigrations.All.Count - 1);
        await using var connection = await project.SuperuserAsync();
        await using var command = new NpgsqlCommand(
            "select p.oid::regprocedure::text, p.prosrc, l.lanname from pg_proc p join pg_language l on l.oid = p.prolang where p.oid >= 16384", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var removed = Removed.Select(r => RemovedName.Of(r)!).ToList();
        var (routines, found) = (0, new List<string>());
        while (await reader.ReadAsync())
        {
            routines++;
            found.AddRange(BodySearch.Find(removed, reader.GetString(1), reader.GetString(2)).Select(m => $"{reader.GetString(0)}: {m.Object}, {m.IsCertain}"));
        }

        routines.Should().BeGreaterThan(20);
        found.Should().BeEquivalentTo("handle_new_user(): table public.users, True", "handle_new_user(): column public.users.email, False");
    }
}
