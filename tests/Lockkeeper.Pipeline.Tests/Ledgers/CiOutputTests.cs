using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline.Tests.Ledgers;

public sealed class CiOutputTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    private DeploymentFolder Folder => new("id", _temporary.Path);

    [Fact]
    public void Says_nothing_outside_ci()
    {
        var ci = Ci();
        ci.GroupStart("Backup");
        ci.Publish(Failed(), Folder);
        ci.GroupEnd("Backup");

        _output.ToString().Should().BeEmpty();
    }

    [Fact]
    public void Appends_the_summary_to_the_page_of_github()
    {
        var page = _temporary.File("step.md");
        File.WriteAllText(page, "before\n");

        Ci(("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", page)).Publish(Failed(), Folder);

        File.ReadAllText(page).Should().StartWith("before\n# ❌ production: Failed");
    }

    [Fact]
    public void Makes_one_escaped_annotation_of_each_failure_on_github()
    {
        Ci(("GITHUB_ACTIONS", "true")).Publish(Failed(), Folder);

        _output.ToString().Should().Be(
            "::error title=Deployment to production::100%25 wrong%0A::set-output name=x::y%0D%0ANext: look\n"
            + "::error title=Smoke test%3A API Health%2C all::HTTP 503\n");
    }

    [Fact]
    public void Logs_issues_and_hands_over_the_summary_on_azure_pipelines()
    {
        Ci(("TF_BUILD", "True")).Publish(Failed(), Folder);

        _output.ToString().Should().Be(
            "##vso[task.logissue type=error]Deployment to production: 100%AZP25 wrong%0A::set-output name=x::y%0D%0ANext: look\n"
            + "##vso[task.logissue type=error]Smoke test: API Health, all: HTTP 503\n"
            + $"##vso[task.uploadsummary]{_temporary.File("summary.md")}\n");
    }

    [Theory]
    [InlineData("GITHUB_ACTIONS", "::group::Smoke tests\n::endgroup::\n")]
    [InlineData("TF_BUILD", "##[group]Smoke tests\n##[endgroup]\n")]
    [InlineData("GITLAB_CI", "\e[0Ksection_start:1795342500:smoke_tests\r\e[0KSmoke tests\n\e[0Ksection_end:1795342500:smoke_tests\r\e[0K\n")]
    public void Folds_the_log_in_the_words_of_each_system(string variable, string expected)
    {
        var ci = Ci((variable, "true"));
        ci.GroupStart("Smoke tests");
        ci.GroupEnd("Smoke tests");

        _output.ToString().Should().Be(expected);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_a_warning_and_not_a_failure()
    {
        Ci(("GITHUB_ACTIONS", "true"), ("GITHUB_STEP_SUMMARY", _temporary.Path)).Publish(Failed(), Folder);

        _output.ToString().Should().Contain("::warning::The summary could not be added");
    }

    public void Dispose()
    {
        _temporary.Dispose();
        _output.Dispose();
    }

    private CiOutput Ci(params (string Name, string Value)[] environment) =>
        new(environment.ToDictionary(e => e.Name, e => e.Value, StringComparer.Ordinal), _output, new FixedTime());

    private static DeploymentReport Failed()
    {
        var opened = LedgerChain.Append(last: null, new DeploymentOpened("id", "production", "x", "0.1.0"), new FixedTime().GetUtcNow());
        var smoke = LedgerChain.Append(
            opened.Entry, new SmokeTestEnded(new("API Health, all", SmokeTestStatus.Failed, 1, "HTTP 503")), opened.Entry.At);
        var ended = LedgerChain.Append(
            smoke.Entry,
            new DeploymentEnded(Outcome.Failed, ExitCode.SmokeTestsFailed, 1, new(
                FailureCode.SmokeTestFailed, FailureSource.Server, "100% wrong\n::set-output name=x::y\r", FailureState.Applied, "look", null, [])),
            smoke.Entry.At);
        return DeploymentReport.From([opened.Entry, smoke.Entry, ended.Entry]);
    }
}
