using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class JsonWantedTests
{
    [Theory]
    [InlineData("--target=Plan --json", null, true)]
    [InlineData("--JSON=yes", null, true)]
    [InlineData("--json=false", "true", false)]
    [InlineData("--target=Plan", "1", true)]
    [InlineData("--target=Plan", "", false)]
    [InlineData("--jsonl", null, false)]
    public void Is_what_the_argument_says_and_else_the_variable(string arguments, string? variable, bool wanted) =>
        JsonWanted.By(arguments.Split(' '), variable).Should().Be(wanted);
}
