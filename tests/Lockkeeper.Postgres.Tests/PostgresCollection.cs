using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests;

/// <summary>Classes that are [Collection(Name)] share one server; PostgresFixture may also be a class's own fixture, it is the same server.</summary>
[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<PostgresFixture>
{
    public const string Name = "postgres";
}
