using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Sessions;

public sealed class TargetDatabaseTests
{
    [Theory]
    [InlineData("", 10)]
    [InlineData("Timeout=3", 3)]
    [InlineData("Timeout=15", 15)]
    public async Task A_login_may_take_ten_seconds_unless_the_address_says_otherwise(string said, int seconds)
    {
        await using var target = For(said);

        target.Settings.Timeout.Should().Be(seconds);
    }

    private static TargetDatabase For(string said) => TargetDatabase.For(new NpgsqlConnectionStringBuilder($"Host=localhost;Username=u;{said}"), "test");
}
