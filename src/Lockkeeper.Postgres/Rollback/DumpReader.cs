using System.Text.RegularExpressions;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Lockkeeper.Rollback;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>
/// Takes single entries out of a dump with pg_restore, into files of a private folder: all of it before anything is locked, so that a dump
/// that cannot be read changes nothing.
/// </summary>
/// <param name="tools">Of the dump's major version or newer.</param>
/// <param name="dump">The dump's folder.</param>
/// <param name="scratch">An empty folder for its owner alone; rows are written into it.</param>
public sealed partial class DumpReader(ClientTools tools, string dump, string scratch)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromHours(6);

    private int _files;

    /// <summary>The table of contents.</summary>
    /// <exception cref="DeployFailure">pg_restore cannot read the dump; nothing was changed.</exception>
    public async Task<DumpContents> ContentsAsync(CancellationToken token)
    {
        var file = NextFile();
        await RunAsync(["--list", "--verbose", $"--file={file}", dump], token);
        return DumpContents.Parse(await File.ReadAllTextAsync(file, token));
    }

    /// <summary>The statements that make some entries, in their order, without what pg_restore sets for its own session.</summary>
    /// <exception cref="DeployFailure">pg_restore cannot read the dump; nothing was changed.</exception>
    public async Task<IReadOnlyList<UndoStatement>> StatementsAsync(IReadOnlyList<DumpEntry> entries, CancellationToken token)
    {
        if (entries.Count == 0) return [];
        var text = await File.ReadAllTextAsync(await ScriptAsync(entries, token), token);
        var statements = new List<UndoStatement>();
        var about = "the backup";
        foreach (var statement in SqlSplitter.Split(WithoutMetaCommands(text)).Statements)
        {
            // A comment tells before each entry what it is.
            if (Heading().Match(statement.Text) is { Success: true } heading) about = $"{heading.Groups["type"].Value} {heading.Groups["name"].Value}";
            if (statement.Kind is not SqlStatementKind.Comment && !IsOfSession(statement)) statements.Add(new UndoStatement(about, statement.Text));
        }

        return statements;
    }

    /// <summary>Writes one entry's script, with its rows, to a file.</summary>
    /// <returns>The file.</returns>
    /// <exception cref="DeployFailure">pg_restore cannot read the dump; nothing was changed.</exception>
    public Task<string> EntryAsync(DumpEntry entry, CancellationToken token) => ScriptAsync([entry], token);

    private async Task<string> ScriptAsync(IReadOnlyList<DumpEntry> entries, CancellationToken token)
    {
        var (list, file) = (NextFile(), NextFile());
        await File.WriteAllLinesAsync(list, entries.Select(e => $"{e.Id};"), token);
        await RunAsync(["--no-owner", "--no-privileges", "--no-comments", $"--use-list={list}", $"--file={file}", dump], token);
        return file;
    }

    private string NextFile() => Path.Combine(scratch, $"{++_files}.sql");

    private async Task RunAsync(IReadOnlyList<string> arguments, CancellationToken token)
    {
        var messages = new RestoreMessages();
        try
        {
            await tools.RunAsync(
                new ChildCommand(tools.PgRestore, ["--format=directory", .. arguments])
                {
                    Environment = ConnectionVariables.None(),
                    Deadline = Deadline,
                    OnLine = messages.Take,
                },
                [dump, scratch],
                token);
        }
        catch (ChildProcessFailure failure)
        {
            throw Unreadable($"pg_restore ended with exit code {failure.ExitCode}{(messages.Any ? $": {messages}" : "")}.", failure);
        }

        if (messages.Any) throw Unreadable($"pg_restore warned: {messages}", inner: null);
    }

    // Newer pg_restore writes \restrict KEY first and \unrestrict KEY last, for psql alone.
    private static string WithoutMetaCommands(string text)
    {
        var lines = text.Split('\n');
        var key = Array.Find(lines, l => l.StartsWith("\\restrict ", StringComparison.Ordinal))?["\\restrict ".Length..];
        return key is null ? text : string.Join('\n', lines.Where(l => l is not ['\\', ..] || !l.EndsWith($"restrict {key}", StringComparison.Ordinal)));
    }

    // Time-outs, encodings and the search path are the rollback's own; which access method a table has is the table's.
    private static bool IsOfSession(SqlStatement statement)
    {
        var code = string.Join('\n', statement.Text.Split('\n').Where(l => !l.StartsWith("--", StringComparison.Ordinal))).TrimStart();
        return (code.StartsWith("SET ", StringComparison.Ordinal) && !code.StartsWith("SET default_", StringComparison.Ordinal))
            || code.StartsWith("SELECT pg_catalog.set_config('search_path'", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^-- (?:Data for )?Name: (?<name>.*); Type: (?<type>[A-Z ]+); Schema: ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    private DeployFailure Unreadable(string message, Exception? inner) => new(FailureCode.BackupFailed, $"The dump in {dump} cannot be read: {message}", inner)
    {
        FailedBy = FailureSource.Tool,
        State = FailureState.Applied,
        ExitCode = ExitCode.Unknown,
        Next = "Prove the backup with ./build.sh --target=VerifyBackup --backup=DIR, then run ./build.sh --target=Rollback again.",
    };
}
