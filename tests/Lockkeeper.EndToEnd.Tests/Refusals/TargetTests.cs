using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Refusals;

/// <summary>The target, or the moment, is not one to deploy at.</summary>
[Collection(RefusalCollection.Name)]
public sealed class TargetTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Refuses_a_database_that_is_read_only()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync($"alter database \"{production.Name}\" set default_transaction_read_only = on");

        var run = await _program.Against(production).DeployAsync();

        await RefusedAsync(run, "wrongTarget", production);
        run.Said.Should().Contain("default_transaction_read_only is on");
    }

    [PostgresFact]
    public async Task Refuses_an_invalid_index_by_its_name()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync("create table documents.twins (a int); insert into documents.twins values (1), (1)");
        await FluentActions.Awaiting(() => production.ExecuteAsync("create unique index concurrently twins_a on documents.twins (a)"))
            .Should().ThrowAsync<PostgresException>();

        var run = await _program.Against(production).DeployAsync();

        await RefusedAsync(run, "invalidIndex", production);
        run.Said.Should().Contain("index documents.twins_a").And.Contain("drop index concurrently documents.twins_a");
    }

    [PostgresFact]
    public async Task Refuses_another_server_than_the_configured_one()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.Against(production).DeployAsync(Configured("identity: { systemIdentifier: \"7000000000000000001\" }"));

        await RefusedAsync(run, "wrongTarget", production);
        run.Said.Should().Contain("7000000000000000001");
    }

    [PostgresFact]
    public async Task Refuses_to_deploy_outside_the_window_unless_there_is_a_reason()
    {
        await using var production = await Production.CreateAsync(server);
        var day = TimeProvider.System.GetUtcNow().AddDays(3).DayOfWeek.ToString()[..3].ToLowerInvariant();
        var closed = Configured($"window: {{ days: [{day}], from: \"02:00\", to: \"03:00\" }}");

        var refused = await _program.Against(production).DeployAsync(closed);
        await RefusedAsync(refused, "outsideWindow", production);
        refused.Said.Should().Contain("environments.production.window").And.Contain("--outside-window");

        var allowed = await _program.DeployAsync(closed, "--outside-window=the sign-ups are down");
        allowed.ExitCode.Should().Be(0, allowed.Said);
        allowed.Report["checklist"]![5]!.ToJsonString().Should().Contain("waived").And.Contain("the sign-ups are down");
    }

    [PostgresFact]
    public async Task Refuses_production_until_staging_took_the_same_migrations()
    {
        await using var production = await Production.CreateAsync(server);
        await using var staging = await Production.CreateAsync(server);
        var required = Configured("requires: { staging: 7d }");

        var refused = await _program.Against(production).DeployAsync(required);
        await RefusedAsync(refused, "evidenceMissing", production);
        refused.Said.Should().Contain("environments.production.requires.staging").And.Contain("DeployStaging");

        var staged = await _program.With("STAGING_DATABASE_URL", staging.Url).RunAsync("--target=DeployStaging", "--bake=1s");
        staged.ExitCode.Should().Be(0, staged.Said);
        var allowed = await _program.DeployAsync(required);
        allowed.ExitCode.Should().Be(0, allowed.Said);
        allowed.Report["checklist"]![0]!.ToJsonString().Should().Contain("\"done\"").And.Contain("-staging-");
    }

    public void Dispose() => _program.Dispose();

    private string Configured(string production) => "--config=" + _program.Scratch.Write(
        "lockkeeper.yaml", $"migrations: {Repository.Migrations}\nenvironments:\n  production:\n    {production}\n");

    private static async Task RefusedAsync(ProgramResult run, string code, Production production)
    {
        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("outcome").Should().Be("refused");
        run.Reported("failure.code").Should().Be(code);
        (await production.HistoryAsync()).Should().HaveCount(26);
    }
}
