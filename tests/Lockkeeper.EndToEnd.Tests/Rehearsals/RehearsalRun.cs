using Lockkeeper.EndToEnd.Tests.Program;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>One run without any target, looked at by several tests.</summary>
public sealed class RehearsalRun : IAsyncLifetime
{
    internal LockkeeperProgram Program { get; } = new LockkeeperProgram().WithProof();

    internal ProgramResult Result { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (Testing.Postgres.SkipReason is null)
            Result = await Program.RunAsync("--bake=2s");
    }

    public Task DisposeAsync()
    {
        Program.Dispose();
        return Task.CompletedTask;
    }
}
