using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests;

/// <summary>Roles belong to the server, so tests that prepare projects on it take turns.</summary>
[CollectionDefinition(Name)]
public sealed class ProjectCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "Supabase project";
}
