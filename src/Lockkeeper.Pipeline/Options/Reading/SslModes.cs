using Npgsql;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>libpq's names of the ways to encrypt a connection.</summary>
internal static class SslModes
{
    public static SslMode? Parse(string text) => text.Trim().ToUpperInvariant() switch
    {
        "DISABLE" => SslMode.Disable,
        "ALLOW" => SslMode.Allow,
        "PREFER" => SslMode.Prefer,
        "REQUIRE" => SslMode.Require,
        "VERIFY-CA" => SslMode.VerifyCA,
        "VERIFY-FULL" => SslMode.VerifyFull,
        _ => null,
    };
}
