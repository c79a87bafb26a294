using Lockkeeper.Failures;
using Lockkeeper.Supabase.SupabaseCli;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

public sealed class CliProgramTests : IDisposable
{
    private readonly Files _files = new();

    [Fact]
    public async Task Takes_the_one_of_the_project_first()
    {
        var program = _files.Script("node_modules/.bin/supabase", "echo 3.1.4");

        (await CliProgram.FindAsync(new CliSearch(null, [_files.Folder]), CancellationToken.None)).Should().Be(new CliProgram(program, "3.1.4"));
    }

    [Fact]
    public async Task Takes_none_but_the_named_one()
    {
        _files.Script("node_modules/.bin/supabase", "echo 3.1.4");

        var find = () => CliProgram.FindAsync(new CliSearch(Path.Combine(_files.Folder, "gone"), [_files.Folder]), CancellationToken.None);

        (await find.Should().ThrowAsync<DeployFailure>()).Which.Should().Match<DeployFailure>(f => f.Code == FailureCode.ToolMissing && f.ExitCode == ExitCode.Refused);
    }

    [Theory]
    [InlineData("echo 2.98.1", "version 2.98.1")]
    [InlineData("echo 3.10.0", "version 3.10.0")]
    [InlineData("echo 13.1.0", "version 13.1.0")]
    [InlineData("echo hello", "no version that can be read (\"hello\")")]
    public async Task Refuses_other_versions_by_name(string script, string said)
    {
        var program = _files.Script("supabase", script);

        var find = () => CliProgram.FindAsync(new CliSearch(program, []), CancellationToken.None);

        var failure = (await find.Should().ThrowAsync<DeployFailure>()).Which;
        failure.Code.Should().Be(FailureCode.UnsupportedVersion);
        failure.Message.Should().Contain(said).And.Contain(program);
    }

    [Fact]
    public async Task Refuses_one_that_does_not_run()
    {
        var program = _files.Script("supabase", "echo broken >&2; exit 7");

        var find = () => CliProgram.FindAsync(new CliSearch(program, []), CancellationToken.None);

        (await find.Should().ThrowAsync<DeployFailure>()).Which.Message.Should().Contain("does not tell its version").And.Contain("broken");
    }

    [SupabaseCliFact]
    public async Task Knows_the_real_one() =>
        (await CliProgram.FindAsync(new CliSearch(await SupabaseCliPackage.ProgramAsync(), []), CancellationToken.None)).Version.Should().Be(SupabaseCliPackage.Version);

    public void Dispose() => _files.Dispose();
}
