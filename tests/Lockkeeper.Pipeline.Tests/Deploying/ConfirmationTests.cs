using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

public sealed class ConfirmationTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Without_a_terminal_and_without_yes_production_is_refused_before_anything_is_contacted()
    {
        using var options = new Options.OptionsScene();
        options.Variable("PRODUCTION_DATABASE_URL", "postgresql://nobody:nothing@127.0.0.1:1/postgres");
        await using var deployment = new Deployment(
            options.Resolve("DeployProduction"), new PipelineServices(TimeProvider.System, new Progress<string>(), () => ExitCode.Interrupted, Confirm: null, Containers: null));

        await FluentActions.Awaiting(() => deployment.RunAsync(Phase.Backup, CancellationToken.None)).Should().ThrowAsync<DeployFailure>();

        deployment.Failure!.Code.Should().Be(FailureCode.ConfirmationNeeded);
        deployment.Failure.ExitCode.Should().Be(ExitCode.Refused);
        deployment.Failure.Next.Should().Contain("./build.sh --target=DeployProduction --yes");
        deployment.Close()!.Outcome.Should().Be(Outcome.Refused);
    }

    [PostgresFact]
    public async Task A_person_is_asked_once_with_the_plan_in_view_and_a_no_ends_it()
    {
        var asked = new List<(string Question, string Answer)>();
        await using var scene = await SceneAsync();
        scene.Confirm = (question, answer) =>
        {
            asked.Add((question, answer));
            return false;
        };

        var (failure, report) = await scene.DeployAsync();

        failure!.Code.Should().Be(FailureCode.ConfirmationNeeded);
        failure.State.Should().Be(FailureState.NothingChanged);
        report.Outcome.Should().Be(Outcome.Refused);
        var (question, answer) = asked.Should().ContainSingle().Which;
        question.Should().Contain("1 migration(s) will be applied to production").And.Contain("127.0.0.1");
        answer.Should().Be("production");
        (await scene.ScalarAsync<bool>("select to_regclass('first') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task A_yes_of_a_person_lets_it_go_on()
    {
        await using var scene = await SceneAsync();
        scene.Confirm = (_, _) => true;

        (await scene.DeployAsync()).Failure.Should().BeNull();

        (await scene.ScalarAsync<bool>("select to_regclass('first') is not null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task With_yes_nobody_is_asked()
    {
        await using var scene = await SceneAsync();
        scene.Options.Argument("yes", "");
        scene.Confirm = (_, _) => throw new InvalidOperationException("Nobody is to be asked.");

        (await scene.DeployAsync()).Failure.Should().BeNull();
    }

    [PostgresFact]
    public async Task Where_production_is_not_protected_nobody_is_asked()
    {
        await using var scene = await SceneAsync();
        scene.Production("protected: false");

        (await scene.DeployAsync()).Failure.Should().BeNull();
    }

    [PostgresFact]
    public async Task A_backup_alone_needs_no_confirmation()
    {
        await using var scene = await SceneAsync();
        scene.Options.Argument("environment", "production");

        (await scene.DeployAsync("Backup", Phase.Backup)).Failure.Should().BeNull();
    }

    private async Task<DeployScene> SceneAsync() =>
        (await DeployScene.CreateAsync(server)).File("20240101000000_first.sql", "create table first (id int);");
}
