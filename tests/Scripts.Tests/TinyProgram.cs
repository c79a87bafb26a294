namespace Scripts.Tests;

/// <summary>A scratch repository with a real program, built by the real SDK once for all tests that share it.</summary>
public sealed class TinyProgram : ScratchRepository
{
    private const string Project =
        """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
          </PropertyGroup>
        </Project>
        """;

    public const string Source =
        """
        using System.Runtime.InteropServices;
        foreach (var argument in args)
            Console.WriteLine($"argument=[{argument}]");
        Console.WriteLine($"folder={Environment.CurrentDirectory}");
        Console.WriteLine($"root={Environment.GetEnvironmentVariable("LOCKKEEPER_ROOT")}");
        if (args is ["exit", var code])
            return int.Parse(code);
        if (args is not ["wait"])
            return 0;
        var answer = new TaskCompletionSource<int>();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; answer.TrySetResult(130); });
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; answer.TrySetResult(143); });
        Console.WriteLine("ready");
        var result = await answer.Task;
        Console.WriteLine("cleaned up");
        return result;
        """;

    public TinyProgram()
    {
        Set("CakePackages", "bundled");
        Write("build/Build.csproj", Project);
        Write("build/Program.cs", Source);
        Write(
            "Directory.Build.props",
            """
            <Project>
              <PropertyGroup>
                <UseArtifactsOutput>true</UseArtifactsOutput>
                <ArtifactsPath>$(MSBuildThisFileDirectory)artifacts/dotnet</ArtifactsPath>
              </PropertyGroup>
            </Project>
            """);
    }
}
