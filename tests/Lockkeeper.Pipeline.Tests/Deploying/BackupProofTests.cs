using Lockkeeper.Failures;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

[Collection("Throwaway servers")]
[Trait("Postgres", "17")]
public sealed class BackupProofTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task A_backup_is_verified_when_its_restored_copy_is_the_same()
    {
        await using var scene = await ProofScene.CreateAsync(server);

        var (failure, report) = await scene.BackUpAsync();

        failure.Should().BeNull();
        report.Backup!.Verified.Should().BeTrue();
        scene.Deploy.Told.Should().ContainSingle(line => line.StartsWith("the restored copy is the same: ", StringComparison.Ordinal));
        ProofScene.Throwaways(server).Should().BeEmpty("the copy holds everybody's data");
    }

    [PostgresFact]
    public async Task What_a_fresh_server_brings_and_the_target_does_not_have_makes_no_difference()
    {
        await using var scene = await ProofScene.CreateAsync(server, "create table documents.own (id int); drop schema public cascade; create role proof_owner; alter table documents.own owner to proof_owner");

        var (failure, report) = await scene.BackUpAsync();

        failure.Should().BeNull();
        report.Backup!.Verified.Should().BeTrue();
        await scene.Deploy.RunAsync("drop table documents.own; drop role proof_owner");
    }

    [PostgresFact]
    public async Task The_phase_fails_and_names_the_table_when_a_row_does_not_come_back()
    {
        await using var scene = await ProofScene.CreateAsync(server);
        scene.Deploy.OnTold = line =>
        {
            if (line.StartsWith("restoring ", StringComparison.Ordinal)) WithoutLastRow(scene.Deploy.Artifacts, "\t{\"n\": 1000}\n");
        };

        var (failure, report) = await scene.BackUpAsync();

        failure!.Code.Should().Be(FailureCode.BackupFailed, failure.Message);
        failure.ExitCode.Should().Be(ExitCode.NothingChanged);
        failure.Problems.Should().ContainSingle().Which.ToString().Should()
            .StartWith("table documents.kept: expected 1000 rows with digest ").And.Contain("; found 999 rows with digest ");
        report.Backup!.Verified.Should().BeFalse();
        failure.Message.Should().Contain(report.Backup.Path, "it is kept to be looked at");
        ProofScene.Throwaways(server).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_throwaway_server_that_dies_while_it_restores_is_a_failure_and_leaves_nothing()
    {
        await using var scene = await ProofScene.CreateAsync(server, """
            create function documents.slow(int) returns boolean language plpgsql as $$ begin perform pg_catalog.pg_sleep(0.05); return true; end $$;
            create table documents.slow (id int check (documents.slow(id)));
            insert into documents.slow select generate_series(1, 100);
            """);
        Task? killed = null;
        scene.Deploy.OnTold = line =>
        {
            if (line.StartsWith("restoring ", StringComparison.Ordinal)) killed = KillAsync(ProofScene.Throwaways(server).Single());
        };

        var (failure, report) = await scene.BackUpAsync();

        killed.Should().NotBeNull(failure?.Message);
        await killed!;
        failure!.Code.Should().Be(FailureCode.BackupFailed);
        failure.Message.Should().Contain("The backup is not proven: pg_restore ended with exit code 1").And.Contain("server closed the connection");
        report.Backup!.Verified.Should().BeFalse();
        ProofScene.Throwaways(server).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task The_schema_alone_proves_no_backup()
    {
        await using var scene = await ProofScene.CreateAsync(server);

        var (failure, report) = await scene.Rehearsing("schema").BackUpAsync();

        failure.Should().BeNull();
        report.Backup!.Verified.Should().BeFalse();
        scene.Deploy.Told.Should().Contain(line => line.StartsWith("the restored schema is the same: ", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task Nothing_is_restored_when_nobody_wants_it_and_the_run_says_so()
    {
        await using var scene = await ProofScene.CreateAsync(server);

        var (failure, report) = await scene.Rehearsing("off").BackUpAsync();

        failure.Should().BeNull();
        report.Backup!.Verified.Should().BeFalse();
        scene.Deploy.Told.Should().Contain("the backup is not restored (--rehearsal=off), so nothing is proven about it");
    }

    // pg_dump's directory format: a text file for each table, packed. The programs are those that it is packed with.
    private static void WithoutLastRow(string artifacts, string row)
    {
        foreach (var file in Directory.EnumerateFiles(artifacts, "*.dat.*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".gz" or ".zst"))
        {
            var program = file.EndsWith(".zst", StringComparison.Ordinal) ? "zstd" : "gzip";
            var text = Run(program, "--decompress", "--stdout", file);
            var end = text.IndexOf(row, StringComparison.Ordinal);
            if (end < 0) continue;
            var begin = text.LastIndexOf('\n', end) + 1;
            var plain = file[..file.LastIndexOf('.')];
            File.WriteAllText(plain, text.Remove(begin, end + row.Length - begin));
            File.Delete(file);
            Run(program, plain);
            File.Delete(plain);
            return;
        }

        throw new InvalidOperationException("No table of the dump has that row.");
    }

    // On another thread: this one is waited for by the run, and the test's own context has few.
    private static string Run(string program, params string[] arguments) => Task.Run(() =>
        ChildProcess.RunAsync(new ChildCommand(program, arguments) { Deadline = TimeSpan.FromMinutes(1) }, CancellationToken.None)).GetAwaiter().GetResult().StandardOutput;

    // While rows are restored; which takes 5 s for the slow table, so that what copies for half a second is that one.
    private static async Task KillAsync(string folder)
    {
        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid")))[0], System.Globalization.CultureInfo.InvariantCulture);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        IReadOnlyList<int> copying;
        do await Task.Delay(TimeSpan.FromMilliseconds(500), deadline.Token);
        while ((copying = Copying(pid)).Count == 0);
        // A child would notice that its parent is gone when it next looks, and until then it sleeps.
        foreach (var process in copying.Prepend(pid)) System.Diagnostics.Process.GetProcessById(process).Kill();
    }

    private static IReadOnlyList<int> Copying(int server) =>
    [
        .. Directory.EnumerateDirectories("/proc").Where(p => IsCopying(p, server))
            .Select(p => int.Parse(Path.GetFileName(p), System.Globalization.CultureInfo.InvariantCulture)),
    ];

    private static bool IsCopying(string process, int server)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline")).Contains("COPY", StringComparison.Ordinal)
                && File.ReadAllText(Path.Combine(process, "status")).Contains($"PPid:\t{server}\n", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
