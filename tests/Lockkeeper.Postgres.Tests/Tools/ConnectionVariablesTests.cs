using Lockkeeper.Postgres.Tools;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Tools;

public sealed class ConnectionVariablesTests
{
    [Theory]
    [InlineData(GssEncryptionMode.Disable, "disable")]
    [InlineData(GssEncryptionMode.Prefer, "prefer")]
    [InlineData(GssEncryptionMode.Require, "require")]
    public void Tools_use_GSS_encryption_as_our_own_sessions_do(GssEncryptionMode mode, string said) =>
        ConnectionVariables.For(new NpgsqlConnectionStringBuilder { Host = "h", Username = "u", GssEncryptionMode = mode }).Should().Contain("PGGSSENCMODE", said);
}
