using Npgsql;

namespace Lockkeeper.Postgres.Connections;

/// <summary>libpq's words for how a connection is secured.</summary>
internal static class TlsWords
{
    public static IReadOnlyDictionary<string, SslMode> SslModes { get; } = new Dictionary<string, SslMode>(StringComparer.Ordinal)
    {
        ["disable"] = SslMode.Disable,
        ["allow"] = SslMode.Allow,
        ["prefer"] = SslMode.Prefer,
        ["require"] = SslMode.Require,
        ["verify-ca"] = SslMode.VerifyCA,
        ["verify-full"] = SslMode.VerifyFull,
    };

    public static IReadOnlyDictionary<string, ChannelBinding> ChannelBindings { get; } = new Dictionary<string, ChannelBinding>(StringComparer.Ordinal)
    {
        ["disable"] = ChannelBinding.Disable,
        ["prefer"] = ChannelBinding.Prefer,
        ["require"] = ChannelBinding.Require,
    };

    public static IReadOnlyDictionary<string, GssEncryptionMode> GssModes { get; } = new Dictionary<string, GssEncryptionMode>(StringComparer.Ordinal)
    {
        ["disable"] = GssEncryptionMode.Disable,
        ["prefer"] = GssEncryptionMode.Prefer,
        ["require"] = GssEncryptionMode.Require,
    };
}
