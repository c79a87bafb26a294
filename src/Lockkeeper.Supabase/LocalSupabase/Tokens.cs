using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>The project's keys and the tokens that it signs, HS256 with a secret of its own.</summary>
internal sealed class Tokens(byte[] secret, TimeProvider time)
{
    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, SetDefaultTimesOnTokenCreation = false };

    private readonly SymmetricSecurityKey _key = new(secret);

    public string PublishableKey { get; } = $"sb_publishable_{RandomNumberGenerator.GetHexString(22, lowercase: true)}";

    public string SecretKey { get; } = $"sb_secret_{RandomNumberGenerator.GetHexString(31, lowercase: true)}";

    /// <summary>Signs claims.</summary>
    public string Sign(JsonObject claims)
    {
        var now = time.GetUtcNow();
        var payload = (JsonObject)claims.DeepClone();
        payload["iat"] = now.ToUnixTimeSeconds();
        payload["exp"] = (now + Lifetime).ToUnixTimeSeconds();
        return Handler.CreateToken(payload.ToJsonString(), new SigningCredentials(_key, SecurityAlgorithms.HmacSha256));
    }

    /// <summary>The claims of a token; null where it is none of ours, or too old.</summary>
    public async Task<(JsonObject? Claims, bool Expired)> ReadAsync(string token)
    {
        var result = await Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = _key,
            ValidateAudience = false,
            ValidateIssuer = false,
            ValidateLifetime = true,
            ClockSkew = TimeSpan.Zero,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            LifetimeValidator = (_, expires, _, _) => expires is { } end && end > time.GetUtcNow().UtcDateTime,
        });
        if (!result.IsValid) return (null, result.Exception is SecurityTokenInvalidLifetimeException or SecurityTokenExpiredException);
        return (JsonNode.Parse(Base64UrlEncoder.Decode(((JsonWebToken)result.SecurityToken).EncodedPayload))!.AsObject(), false);
    }

    /// <summary>What a key alone stands for; null where it is not this project's.</summary>
    public string? RoleOf(string key) =>
        CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(key), System.Text.Encoding.UTF8.GetBytes(PublishableKey)) ? "anon"
        : CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(key), System.Text.Encoding.UTF8.GetBytes(SecretKey)) ? "service_role"
        : null;
}
