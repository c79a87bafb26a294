using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Testing;
using Lockkeeper.Tests.Reports;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>What <c>./build.sh</c> promises: the whole chain without any configuration.</summary>
[Trait("Postgres", "17")]
[Collection(RehearsalCollection.Name)]
public sealed class RehearseTests(RehearsalRun run)
{
    private ProgramResult Result => run.Result;

    [PostgresFact]
    public void Succeeds_and_says_so_in_its_exit_code_and_its_report()
    {
        Result.ExitCode.Should().Be(0, Result.Said);
        Result.Reported("outcome").Should().Be("succeeded");
        Result.Reported("exitCode").Should().Be("0");
        Result.Reported("environment").Should().Be("local");
        Result.Report["failure"].Should().BeNull();
    }

    [PostgresFact]
    public void Proves_its_backup_by_restoring_it() => Result.Reported("backup.verified").Should().Be("true");

    [PostgresFact]
    public void Rehearses_its_plan_on_the_restored_copy()
    {
        Result.Reported("rehearsal.applied").Should().Be("true");
        Result.Reported("rehearsal.rolledBack").Should().Be("true");
        Result.Reported("rehearsal.fingerprintRestored").Should().Be("true");
        Result.Reported("rehearsal.withRows").Should().Be("true");
        Result.Reported("rehearsal.backupSha256").Should().Be(Result.Reported("backup.sha256"));
        Result.Reported("rehearsal.fingerprint").Should().Be(Result.Reported("fingerprint.before"));
        var migration = Result.Report["rehearsal"]!["migrations"]!.AsArray().Should().ContainSingle().Which!;
        migration["predictedSeconds"]!.GetValue<double>().Should().BePositive();
        migration["actualSeconds"]!.GetValue<double>().Should().BePositive();
        migration["statements"]!.AsArray().SelectMany(s => s!["locks"]!.AsArray()).Select(l => $"{l!["relation"]} {l["mode"]}").Should()
            .Contain(["public.users AccessExclusiveLock", "auth.users AccessExclusiveLock"]);
        migration["locks"]!.ToJsonString().Should().Be(Result.Report["migrations"]![26]!["locks"]!.ToJsonString());
        Result.Said.Should().Contain("Rehearsed on a restored copy in ");
    }

    [PostgresFact]
    public void Runs_all_five_phases_in_order()
    {
        Result.All("phases", "name").Should().Equal("Backup", "VerifyEnv", "Migrate", "SmokeTests", "Monitor");
        Result.All("phases", "status").Should().AllBe("succeeded");
    }

    [PostgresFact]
    public void Ends_with_all_27_migrations_applied()
    {
        Result.All("migrations", "version").Should().Equal(Repository.Versions).And.HaveCount(27);
        Result.All("migrations", "status").Should().AllBe("applied");
        Result.Report["migrations"]![26]!["attempts"]!.GetValue<int>().Should().Be(1);
    }

    [PostgresFact]
    public void Removes_exactly_the_four_objects_and_adds_and_alters_nothing()
    {
        Result.Report["changes"]!["removed"]!.AsArray().Select(o => o!.ToString()).Should().BeEquivalentTo(
            "table public.users", "table public.user_info", "trigger on_auth_user_created on auth.users",
            "function public.handle_new_user()");
        Result.Report["changes"]!["added"]!.AsArray().Should().BeEmpty();
        Result.Report["changes"]!["altered"]!.AsArray().Should().BeEmpty();
    }

    [PostgresFact]
    public void Keeps_every_row_of_a_database_that_is_full_of_them()
    {
        var preserved = Result.Report["preserved"]!.AsArray();
        preserved.Should().OnlyContain(table => table!["same"]!.GetValue<bool>());
        preserved.Single(t => t!["object"]!.ToString() is "auth.users")!["rowsAfter"]!.GetValue<int>().Should().Be(10_000);
        Result.All("preserved", "object").Should()
            .Contain(["documents.documents", "upload_pipeline.jobs", "storage.objects", "storage.buckets"]);
    }

    [PostgresFact]
    public void Answers_the_seven_checklist_items_of_the_initiative()
    {
        Result.All("checklist", "item").Should().Equal(
            "Staging Testing Complete", "Migration Scripts Ready", "Rollback Plan Prepared", "Production Backup",
            "Environment Variables Verified", "Deployment Window Scheduled", "Monitoring Setup");
        Result.All("checklist", "status").Should().NotContain("failed");
        Result.All("checklist", "note").Should().NotContain("");
        var monitoring = Result.Report["checklist"]!.AsArray()[6]!;
        monitoring["status"]!.ToString().Should().Be("done", "a line was written into the server's log and found again");
        monitoring["note"]!.ToString().Should().Contain("found");
    }

    [PostgresFact]
    public void Passes_six_of_six_smoke_tests_before_Migrate_and_after_it()
    {
        Result.All("smokeTests", "name").Should().Equal(
            "Database Connectivity", "API Health", "Authentication Flow", "Document Upload", "Worker Functionality", "Storage Access");
        Result.All("smokeTests", "status").Should().HaveCount(6).And.OnlyContain(status => status == "passed");
        Result.All("smokeTests", "before").Should().HaveCount(6).And.OnlyContain(status => status == "passed");
    }

    [PostgresFact]
    public void Leaves_a_ledger_whose_chain_is_whole()
    {
        var reading = LedgerFile.Read(new DeploymentFolder("latest", Result.Latest));
        reading.Break.Should().BeNull();
        reading.Entries[0].Event.Should().BeOfType<DeploymentOpened>();
        reading.Entries[^1].Event.Should().BeOfType<DeploymentEnded>();
    }

    [PostgresFact]
    public void Writes_a_report_that_keeps_its_schema() =>
        SchemaCheck.Errors(File.ReadAllText(Path.Combine(Result.Latest, "report.json"))).Should().BeEmpty();

    [PostgresFact]
    public void Writes_every_report_and_points_latest_at_them()
    {
        Result.Deployments.Should().ContainSingle();
        new DirectoryInfo(Result.Latest).LinkTarget.Should().Be(Result.Reported("deployment"));
        Directory.GetFiles(Result.Latest).Select(Path.GetFileName).Should().BeEquivalentTo(
            "ledger.jsonl", "report.json", "report.html", "summary.md", "junit.xml", "catalog-before.json.gz", "catalog-after.json.gz");
    }

    [PostgresFact]
    public void Keeps_what_it_writes_from_other_users()
    {
        if (OperatingSystem.IsWindows()) return;
        var artifacts = new DirectoryInfo(Result.Artifacts);
        artifacts.EnumerateDirectories("*", SearchOption.AllDirectories).Append(artifacts).Where(d => d.LinkTarget is null)
            .Should().OnlyContain(d => Octal(d.UnixFileMode) == "700");
        artifacts.EnumerateFiles("*", SearchOption.AllDirectories).Should().OnlyContain(f => Octal(f.UnixFileMode) == "600");
    }

    [PostgresFact]
    public void Removes_its_server_with_all_that_belongs_to_it()
    {
        Directory.EnumerateFileSystemEntries(run.Program.Temporary).Select(Path.GetFileName)
            .Where(name => name!.StartsWith("lockkeeper-", StringComparison.Ordinal)).Should().BeEmpty();
        RunningProcesses.Of(run.Program.Temporary).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Renders_the_same_report_again_from_the_ledger()
    {
        var path = Path.Combine(Result.Latest, "report.json");
        var before = await File.ReadAllBytesAsync(path);
        File.Delete(path);

        var again = await run.Program.RunAsync("--target=Report");

        again.ExitCode.Should().Be(0, again.Said);
        (await File.ReadAllBytesAsync(path)).Should().Equal(before);
    }

    private static string Octal(UnixFileMode mode) => Convert.ToString((int)mode, 8);
}
