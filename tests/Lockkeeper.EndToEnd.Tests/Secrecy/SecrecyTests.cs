using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Secrecy;

/// <summary>
/// The password of the URL is nowhere to be seen. <see cref="LockkeeperProgram"/> looks for it in the output and the files of every run
/// of these tests; here the process list is watched too, and the runs are those that talk most.
/// </summary>
[Collection(RefusalCollection.Name)]
public sealed class SecrecyTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task The_search_finds_a_password_where_there_is_one()
    {
        _program.Scratch.Write("artifacts/report.json", $"{{ \"url\": \"{Uri.EscapeDataString(Secrets.Password)}\" }}");

        FluentActions.Invoking(() => Secrets.MustNotBeIn(new DirectoryInfo(_program.Artifacts))).Should().Throw<Exception>();
        FluentActions.Invoking(() => Secrets.MustNotBeIn($"Password={Secrets.Password};")).Should().Throw<Exception>();
        var watch = CommandLineWatch.WhileAsync(Task.Delay(TimeSpan.FromSeconds(1)));
        await Sleep($"1; : {Secrets.Recognisable}");
        (await watch).Should().Contain(line => line.Contains(Secrets.Recognisable, StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task A_talkative_deployment_shows_it_nowhere()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await WatchedAsync(_program.Against(production).DeployAsync("--verbosity=diagnostic"));

        run.ExitCode.Should().Be(0, run.Said);
    }

    [PostgresFact]
    public async Task A_deployment_with_the_password_in_keys_of_the_file_shows_it_nowhere()
    {
        await using var production = await Production.CreateAsync(server);
        var address = production.Address;
        var config = _program.Scratch.Write("lockkeeper.yaml", $$"""
            migrations: {{Repository.Migrations}}
            environments:
              production:
                database:
                  { host: {{address.Host}}, port: {{address.Port}}, user: {{address.Username}}, name: {{address.Database}},
                    password: "${SECRET_OF_TEST}" }
            """);

        var run = await WatchedAsync(_program.With("SECRET_OF_TEST", Secrets.Password)
            .DeployAsync($"--config={config}", "--verbosity=diagnostic"));

        run.ExitCode.Should().Be(0, run.Said);
    }

    [PostgresFact]
    public async Task A_deployment_that_fails_shows_it_nowhere()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", "select pg_sleep(0.2);\nselect 1 / 0;");

        var run = await WatchedAsync(_program.Against(production).DeployAsync($"--migrations={folder}", "--verbosity=diagnostic"));

        run.ExitCode.Should().Be(5, run.Said);
    }

    [PostgresTheory]
    [InlineData("PRODUCTION_DB_PASSWORD")]
    [InlineData("PGPASSWORD")]
    public async Task A_password_of_its_own_variable_is_used_and_shown_nowhere(string variable)
    {
        await using var production = await Production.CreateAsync(server);
        var url = production.Url.Replace($":{Uri.EscapeDataString(Secrets.Password)}@", "@", StringComparison.Ordinal);

        var run = await WatchedAsync(_program.With("PRODUCTION_DATABASE_URL", url).With(variable, Secrets.Password)
            .RunAsync("--target=Backup", "--environment=production", "--yes", "--verbosity=diagnostic"));

        run.ExitCode.Should().Be(0, run.Said);
    }

    [Theory]
    [InlineData("postgresql://u:{0}@127.0.0.1:1/x")]
    [InlineData("postgresql://u:{0}@127.0.0.1:notaport/x")]
    [InlineData("postgresql://u:{0}@127.0.0.1:1/x?sslmod=require")]
    [InlineData("postgresql://127.0.0.1:1/x?user=u&password={0}")]
    [InlineData("postgresql://127.0.0.1:1/x?user=u&pasword={0}")]
    [InlineData("mysql://u:{0}@127.0.0.1/x")]
    [InlineData("u:{0}@127.0.0.1/x")]
    [InlineData("{0}")]
    public async Task A_url_that_leads_nowhere_shows_it_nowhere(string url)
    {
        var run = await WatchedAsync(_program
            .With("PRODUCTION_DATABASE_URL", string.Format(url, Uri.EscapeDataString(Secrets.Password))).DeployAsync("--verbosity=diagnostic"));

        run.ExitCode.Should().BeOneOf([2, 4], run.Said);
    }

    public void Dispose() => _program.Dispose();

    private static async Task<ProgramResult> WatchedAsync(Task<ProgramResult> running)
    {
        var lines = await CommandLineWatch.WhileAsync(running);
        Assert.DoesNotContain(lines, line => line.Contains(Secrets.Recognisable, StringComparison.Ordinal));
        return await running;
    }

    private static Task Sleep(string what) => ChildProcess.RunAsync(
        new ChildCommand("sh", ["-c", $"sleep {what}"]) { Deadline = TimeSpan.FromSeconds(10) }, CancellationToken.None);
}
