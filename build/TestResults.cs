using System.Globalization;
using System.Xml.Linq;

namespace Lockkeeper.Build;

/// <summary>The result files of a test run: counted from there, as the runner's words on the terminal change with language and version.</summary>
/// <param name="folder">Where the .trx files are.</param>
internal sealed class TestResults(string folder)
{
    public string Folder => folder;

    public void Clear()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    public (int Passed, int Failed, int Skipped) Count()
    {
        var counters = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.trx", SearchOption.AllDirectories).SelectMany(file => XDocument.Load(file).Descendants())
                .Where(e => e.Name.LocalName is "Counters").ToList()
            : [];
        var passed = Sum("passed");
        var executed = Sum("executed");
        return (passed, executed - passed, Sum("total") - executed);

        int Sum(string name) => counters.Sum(c => int.Parse(c.Attribute(name)?.Value ?? "0", CultureInfo.InvariantCulture));
    }
}
