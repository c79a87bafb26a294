using Lockkeeper.Failures;
using Lockkeeper.Processes;
using Lockkeeper.Supabase.SupabaseCli;
using Lockkeeper.Supabase.SupabaseCli.Stack;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.SupabaseCli.Stack;

/// <summary>What can be known of the real stack where no container can be started: how it is called, and when it is not.</summary>
public sealed class SupabaseStackTests : IDisposable
{
    private readonly Files _files = new();

    [Fact]
    public async Task Without_the_CLI_nothing_is_started() =>
        (await RefusedAsync(new CliSearch(Path.Combine(_files.Folder, "gone"), []), _files.Script("docker", "exit 0"))).Message
            .Should().StartWith("--services=supabase-start needs the Supabase CLI");

    [Fact]
    public async Task Without_Docker_nothing_is_started()
    {
        var cli = new CliSearch(_files.Script("supabase", "echo 3.1.0"), []);

        (await RefusedAsync(cli, Path.Combine(_files.Folder, "none"))).Message.Should().Be("--services=supabase-start needs Docker, and there is no docker on PATH.");
        (await RefusedAsync(cli, _files.Script("docker", "echo Cannot connect to the Docker daemon >&2; exit 1"))).Message
            .Should().Be("--services=supabase-start needs Docker, and its daemon does not answer: Cannot connect to the Docker daemon");
    }

    [Fact]
    public async Task A_stack_is_started_asked_where_it_is_and_stopped_with_all_its_data()
    {
        var program = Program("""start) ;; status) echo 'API_URL="http://127.0.0.1:1"'; echo 'DB_URL="postgresql://postgres:pw@127.0.0.1:2/postgres"'; echo 'ANON_KEY="a"'; echo 'SERVICE_ROLE_KEY="b"' ;;""");

        var stack = await SupabaseStack.StartAsync(program, CancellationToken.None);
        (stack.Superuser.Username, stack.Superuser.Password, stack.Superuser.Port).Should().Be(("supabase_admin", "pw", 2));
        await stack.DisposeAsync();

        var calls = Calls();
        calls.Select(c => c.Split(" --workdir=")[0]).Should().Equal("start --yes", "status --output=env", "stop --no-backup --yes");
        var folder = calls.Select(c => c.Split(" --workdir=")[1]).Distinct(StringComparer.Ordinal).Should().ContainSingle().Subject;
        Directory.Exists(folder).Should().BeFalse("nothing of it stays");
    }

    [Fact]
    public async Task A_stack_that_does_not_start_is_stopped_again_and_told_with_its_own_words()
    {
        var program = Program("start) echo port is already allocated >&2; exit 1 ;;");

        var failure = (await FluentActions.Awaiting(() => SupabaseStack.StartAsync(program, CancellationToken.None)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        (failure.Code, failure.State).Should().Be((FailureCode.LocalServer, FailureState.NothingChanged));
        failure.Message.Should().Contain("port is already allocated");
        Calls()[^1].Should().StartWith("stop --no-backup");
    }

    [SupabaseCliFact]
    public async Task The_real_CLI_takes_the_configuration()
    {
        using var project = new StackProject();
        var command = new ChildCommand(await SupabaseCliPackage.ProgramAsync(), ["status", "--output-format=json", $"--workdir={project.WorkFolder}"])
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["HOME"] = project.Home, ["DO_NOT_TRACK"] = "1", ["SUPABASE_TELEMETRY_DISABLED"] = "1" },
            Deadline = TimeSpan.FromMinutes(1),
            AlsoExpected = [1],
        };

        // It looks for the containers only after it has read the file.
        (await ChildProcess.RunAsync(command, CancellationToken.None)).StandardOutput.Should().Contain("StatusDbInspectError");
    }

    public void Dispose() => _files.Dispose();

    private CliProgram Program(string cases) => new(_files.Script("supabase", $"echo \"$@\" >>'{_files.Folder}/calls'\ncase \"$1\" in {cases} esac"), "3.1.0");

    private string[] Calls() => File.ReadAllLines(Path.Combine(_files.Folder, "calls"));

    private static async Task<DeployFailure> RefusedAsync(CliSearch search, string docker)
    {
        var failure = (await FluentActions.Awaiting(() => SupabaseStack.RequireAsync(search, docker, CancellationToken.None)).Should().ThrowExactlyAsync<DeployFailure>()).Which;
        (failure.Code, failure.ExitCode).Should().Be((FailureCode.ToolMissing, ExitCode.Refused));
        return failure;
    }
}
