using System.Globalization;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Tools;

/// <summary>
/// A private folder through which a program in a container is told what to run, and tells how it ended: what docker itself prints and
/// returns cannot be told from what the program does.
/// </summary>
internal sealed class ContainerExchange
{
    private readonly ChildCommand _command;

    public ContainerExchange(ChildCommand command)
    {
        _command = command;
        // Readable by its owner alone, and seen by the container under the same path.
        Folder = Directory.CreateTempSubdirectory("lockkeeper-client-").FullName;
        File.WriteAllText(
            Script,
            $"{string.Join(' ', command.Arguments.Prepend(command.Program).Select(Quoted))} >{Quoted(In("stdout"))} 2>{Quoted(In("stderr"))} </dev/null\n"
            + $"echo $? >{Quoted(In("exit"))}\n");
    }

    public string Folder { get; }

    public string Script => In("run.sh");

    /// <summary>How the program ended; one that never did counts as killed.</summary>
    public ChildResult Read(TimeSpan duration)
    {
        var error = Text("stderr");
        if (_command.OnLine is { } told)
        {
            foreach (var line in error.Split('\n', StringSplitOptions.RemoveEmptyEntries)) told(line);
        }

        return new ChildResult(int.TryParse(Text("exit"), NumberStyles.None | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var code) ? code : 137, Text("stdout"), error, duration);
    }

    public void Delete() => Directory.Delete(Folder, recursive: true);

    private string In(string name) => Path.Combine(Folder, name);

    private string Text(string name) => File.Exists(In(name)) ? File.ReadAllText(In(name)) : "";

    private static string Quoted(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
