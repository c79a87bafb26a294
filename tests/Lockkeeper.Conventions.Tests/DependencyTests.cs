namespace Lockkeeper.Conventions.Tests;

/// <summary>Who may know whom: Lockkeeper, then Processes, then Postgres and Supabase, then Pipeline, then build.</summary>
public sealed class DependencyTests
{
    private static readonly string[] Src = ["Lockkeeper", "Lockkeeper.Processes", "Lockkeeper.Postgres", "Lockkeeper.Supabase", "Lockkeeper.Pipeline"];

    [Theory]
    [InlineData("Lockkeeper")]
    [InlineData("Lockkeeper.Processes", "Lockkeeper")]
    [InlineData("Lockkeeper.Postgres", "Lockkeeper", "Lockkeeper.Processes")]
    [InlineData("Lockkeeper.Supabase", "Lockkeeper", "Lockkeeper.Processes")]
    [InlineData("Lockkeeper.Pipeline", "Lockkeeper", "Lockkeeper.Processes", "Lockkeeper.Postgres", "Lockkeeper.Supabase")]
    public void An_assembly_knows_only_those_below_it(string name, params string[] below) =>
        BuiltAssembly.Read(name).Assemblies.Where(a => a.StartsWith("Lockkeeper", StringComparison.Ordinal) || a is "Build").Should().BeSubsetOf(below);

    [Fact]
    public void These_are_all_assemblies_of_src() =>
        Repository.Tracked.Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Src);

    [Fact]
    public void The_model_uses_no_package_and_does_no_input_or_output()
    {
        var model = BuiltAssembly.Read("Lockkeeper");

        model.Strangers.Should().BeEmpty();
        model.Types.Should().NotContain(type => IsInputOrOutput(type));
    }

    [Fact]
    public void Running_programs_needs_no_package() => BuiltAssembly.Read("Lockkeeper.Processes").Strangers.Should().Equal("Lockkeeper");

    [Fact]
    public void Only_the_build_knows_Cake()
    {
        Src.SelectMany(name => BuiltAssembly.Read(name).Assemblies).Should().NotContain(name => name.StartsWith("Cake", StringComparison.Ordinal));
        BuiltAssembly.Read("Build").Assemblies.Should().Contain(["Cake.Core", "Cake.Frosting", "Cake.Docker"]);
    }

    private static bool IsInputOrOutput(string type) =>
        type.StartsWith("System.Net.", StringComparison.Ordinal) && type is not "System.Net.WebUtility"
        || type is "System.IO.File" or "System.IO.Directory" or "System.IO.FileStream" or "System.IO.FileInfo" or "System.IO.DirectoryInfo"
            or "System.Console" or "System.Diagnostics.Process" or "System.TimeProvider";
}
