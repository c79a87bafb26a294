using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Refusals;

[Collection(RefusalCollection.Name)]
public sealed class ConnectionTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [Fact]
    public async Task Tells_which_host_cannot_be_reached()
    {
        var run = await _program.With("PRODUCTION_DATABASE_URL", "postgresql://postgres:x@127.0.0.1:1/postgres").DeployAsync();

        Failed(run, "unreachable");
        run.Said.Should().Contain("127.0.0.1:1 cannot be reached");
    }

    [PostgresFact]
    public async Task Tells_a_wrong_password_from_a_server_that_is_away()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.With("PRODUCTION_DATABASE_URL", production.UrlWith($"wrong {Secrets.Recognisable}"))
            .DeployAsync("--verbosity=diagnostic");

        Failed(run, "authenticationFailed");
        run.Said.Should().Contain("refused the login of user \"postgres\"");
    }

    [PostgresFact]
    public async Task Refuses_to_deploy_without_pg_dump()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.Against(production).With("PG_BIN", _program.Scratch.SharedFolder("no-tools")).DeployAsync();

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("toolMissing");
        run.Said.Should().Contain("No pg_dump was found in PG_BIN");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task Refuses_a_pg_dump_that_is_older_than_the_server()
    {
        await using var production = await Production.CreateAsync(server);
        _program.Scratch.WriteScript("old/pg_dump", "echo 'pg_dump (PostgreSQL) 13.14'");

        var run = await _program.Against(production).With("PG_BIN", _program.Scratch.Below("old")).DeployAsync();

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("toolMissing");
        run.Said.Should().Contain("pg_dump is too old").And.Contain("13.14");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    public void Dispose() => _program.Dispose();

    private static void Failed(ProgramResult run, string code)
    {
        run.ExitCode.Should().Be(4, run.Said);
        run.Reported("outcome").Should().Be("failed");
        run.Reported("failure.code").Should().Be(code);
        run.Reported("failure.state").Should().Be("nothingChanged");
    }
}
