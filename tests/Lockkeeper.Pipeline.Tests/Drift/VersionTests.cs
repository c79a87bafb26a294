using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Drift;

namespace Lockkeeper.Pipeline.Tests.Drift;

/// <summary>Definitions are printed differently by each major version.</summary>
[Collection("Throwaway servers")]
public sealed class VersionTests
{
    private static readonly PipelineServices Services =
        new(TimeProvider.System, new Progress<string>(), () => ExitCode.Interrupted, Confirm: null, Containers: null);

    [Fact]
    public async Task Refuses_a_target_that_is_older_than_any_throwaway_server()
    {
        var failure = await FailureAsync(14);

        (failure.Code, failure.ExitCode).Should().Be((FailureCode.UnsupportedVersion, ExitCode.Refused));
        failure.Message.Should().Contain("PostgreSQL 14");
    }

    [Fact]
    public async Task Says_which_server_to_install_and_what_else_can_be_done()
    {
        var failure = await FailureAsync(99);

        (failure.Code, failure.State).Should().Be((FailureCode.LocalServer, FailureState.NothingChanged));
        failure.Message.Should().StartWith("The target is PostgreSQL 99");
        failure.Next.Should().Contain("install PostgreSQL 99").And.Contain("--against=NAME");
    }

    [Fact]
    public void Refuses_two_environments_of_different_major_versions()
    {
        var failure = FluentActions.Invoking(() => Of(15).RequireComparable("production", Of(17, "other"), "staging")).Should().ThrowExactly<DeployFailure>().Which;

        (failure.Code, failure.ExitCode).Should().Be((FailureCode.UnsupportedVersion, ExitCode.Refused));
        failure.Message.Should().Contain("production is PostgreSQL 15 and staging is PostgreSQL 17");
    }

    private static async Task<DeployFailure> FailureAsync(int major) =>
        (await FluentActions.Awaiting(() => new ImpliedCatalog(Of(major), Services).ReadAsync([], CancellationToken.None)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    private static LiveTarget Of(int major, string host = "h") => new(
        new TargetIdentity(host, 5432, "postgres", "postgres", $"{major}.1", major, SystemIdentifier: null), [], new CatalogSnapshot([]), new Origin("postgres", [], []));
}
