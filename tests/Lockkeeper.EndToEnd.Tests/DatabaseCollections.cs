using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests;

/// <summary>Tests that deploy; they run beside those that are refused or interrupted.</summary>
[CollectionDefinition(Name)]
public sealed class DeploymentCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "Deployments";
}

/// <summary>Tests whose deployments are killed, cut off or ended by a signal: mostly waiting.</summary>
[CollectionDefinition(Name)]
public sealed class InterruptionCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "Interruptions";
}

/// <summary>Tests that are refused.</summary>
[CollectionDefinition(Name)]
public sealed class RefusalCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "Refusals";
}

/// <summary>Tests that look at the same rehearsal.</summary>
[CollectionDefinition(Name)]
public sealed class RehearsalCollection : ICollectionFixture<Rehearsals.RehearsalRun>
{
    public const string Name = "Rehearsal";
}
