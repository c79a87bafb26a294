using System.Globalization;
using System.Text.RegularExpressions;

namespace Lockkeeper.Conventions.Tests;

/// <summary>What lies beside the sources.</summary>
public sealed partial class DocumentTests
{
    // Where everybody gets packages from.
    private static readonly string[] PublicHosts =
        ["api.nuget.org", "www.nuget.org", "nuget.org", "registry.npmjs.org", "pypi.org", "deb.debian.org", "security.debian.org", "github.com", "localhost"];

    [Fact]
    public void Decisions_are_numbered_without_gaps()
    {
        var names = Repository.Tracked.Where(path => path.StartsWith("docs/adr/", StringComparison.Ordinal)).Select(Path.GetFileName).ToList();

        names.Should().OnlyContain(name => DecisionName().IsMatch(name!));
        names.Select(name => int.Parse(name![..4], CultureInfo.InvariantCulture)).Order().Should().Equal(Enumerable.Range(1, names.Count));
    }

    [Fact]
    public void No_file_holds_a_path_of_somebodys_machine()
    {
        string[] mine = [Repository.Root + "/", Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + "/"];

        Texts().Where(file => Array.Exists(mine, path => path.Length > 5 && file.Text.Contains(path, StringComparison.Ordinal)) || HomePath().IsMatch(file.Text))
            .Select(file => file.Path).Should().BeEmpty();
    }

    [Fact]
    public void No_file_names_the_package_registry_of_somebodys_machine()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var settings = ((string[])[Path.Combine(home, ".nuget", "NuGet", "NuGet.Config"), Path.Combine(home, ".config", "NuGet", "NuGet.Config"), Path.Combine(home, ".npmrc")])
            .Where(File.Exists).Select(File.ReadAllText)
            .Concat(Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
                .Where(variable => RegistryVariable().IsMatch((string)variable.Key)).Select(variable => (string?)variable.Value ?? ""));
        var hosts = settings.SelectMany(text => Address().Matches(text)).Select(match => match.Groups["host"].Value)
            .Where(host => host.Contains('.', StringComparison.Ordinal) && !PublicHosts.Contains(host, StringComparer.OrdinalIgnoreCase) && !char.IsAsciiDigit(host[^1]))
            .Distinct(StringComparer.OrdinalIgnoreCase).ToList();

        Texts().Where(file => hosts.Exists(host => file.Text.Contains(host, StringComparison.OrdinalIgnoreCase))).Select(file => file.Path).Should().BeEmpty();
    }

    [Fact]
    public void Packages_come_from_nowhere_but_the_public_sources() =>
        Repository.Tracked.Where(path => Path.GetFileName(path).ToLowerInvariant() is "nuget.config" or ".npmrc" or "pip.conf").Should().BeEmpty();

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Repository.FullPath("Lockkeeper.slnx"));

        Repository.Tracked.Where(path => path.EndsWith(".csproj", StringComparison.Ordinal) && !solution.Contains($"\"{path}\"", StringComparison.Ordinal))
            .Should().BeEmpty();
    }

    private static IEnumerable<(string Path, string Text)> Texts() =>
        Repository.Tracked.Select(path => (path, File.ReadAllText(Repository.FullPath(path))));

    [GeneratedRegex(@"^\d{4}-[a-z0-9-]+\.md\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex DecisionName();

    // Homebrew on Linux lives in a home folder of its own on every machine.
    [GeneratedRegex(@"(/Users/|/home/(?!linuxbrew/)|C:\\Users\\)[A-Za-z]\w+[/\\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HomePath();

    [GeneratedRegex("REGISTRY|INDEX_URL|NUGET|PROXY", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex RegistryVariable();

    [GeneratedRegex(@"https?://([^/@\s""']*@)?(?<host>[A-Za-z0-9.-]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Address();
}
