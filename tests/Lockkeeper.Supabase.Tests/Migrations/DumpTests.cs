using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Migrations;

[Collection(ProjectCollection.Name)]
public sealed class DumpTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task The_deploy_role_dumps_everything_without_a_warning()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);
        var programs = await InstalledProgram.AllAsync("pg_dump", ToolSearch.OfThisMachine(), CancellationToken.None);
        var address = project.AddressFor(SupabaseBaseline.DeployRole);

        var dump = await ChildProcess.RunAsync(
            new ChildCommand(programs.First(program => program.Major >= server.Cluster.ServerMajor).Path, [])
            {
                Deadline = TimeSpan.FromMinutes(1),
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal)
                {
                    ["PGHOST"] = address.Host,
                    ["PGPORT"] = $"{address.Port}",
                    ["PGDATABASE"] = address.Database,
                    ["PGUSER"] = address.Username,
                    ["PGPASSWORD"] = address.Password,
                },
            },
            CancellationToken.None);

        dump.StandardError.Should().BeEmpty();
        dump.StandardOutput.Should().Contain("CREATE TABLE auth.users").And.Contain("CREATE TRIGGER on_auth_user_created");
    }
}
