using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>Where the Supabase CLI will apply, it applies to the copy, too.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class SupabaseCliRehearsalTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new LockkeeperProgram().WithProof();

    [SupabaseCliFact]
    public async Task It_pushes_to_the_copy_first_and_the_report_says_what_was_not_seen()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.Against(production).With("SUPABASE_CLI", await SupabaseCliPackage.ProgramAsync()).DeployAsync("--engine=supabase-cli");

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("rehearsal.engine").Should().Be("supabase-cli");
        run.Reported("rehearsal.applied").Should().Be("true");
        run.Report["rehearsal"]!["migrations"]![0]!["statements"]!.AsArray().Should().BeEmpty();
        run.Report["rehearsal"]!["notes"]!.AsArray().Select(n => n!.ToString()).Should()
            .Contain(n => n.StartsWith("The Supabase CLI applied the migrations", StringComparison.Ordinal));
        (await production.HistoryAsync()).Should().HaveCount(27);
    }

    public void Dispose() => _program.Dispose();
}
