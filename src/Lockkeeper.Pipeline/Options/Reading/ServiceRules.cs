using Lockkeeper.Pipeline.Options.Keys;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>What address, keys and token of a project have to look like. A wrong one would be told by its services only after the deployment.</summary>
internal static class ServiceRules
{
    /// <summary>Keys travel in every request, so on a network they must not travel in the clear.</summary>
    public static (string What, string Fix)? Address(string text) => ValueRules.Address(text) switch
    {
        null => ("is not a web address.", "Write it whole: https://host/path."),
        { Scheme: "http", IsLoopback: false } => ("would send the keys over the network in the clear.", "Write https://."),
        _ => null,
    };

    /// <summary>Of either generation, and the one of the two that belongs here: swapped, the secret one would be taken for what anybody may know.</summary>
    public static (string What, string Fix)? Key(KeyKind place, string text) => (place, Role(text)) switch
    {
        (KeyKind.PublishableKey, "anon") or (KeyKind.SecretKey, "service_role") => null,
        (KeyKind.PublishableKey, "service_role") => (
            "is a secret key, with which every policy can be passed, where the publishable one belongs.",
            "Write the publishable key here (sb_publishable_…, or the older anon key) and the secret one as supabase.secretKey; revoke it if it was ever published."),
        (KeyKind.SecretKey, "anon") => (
            "is a publishable key, which may do no more than anon, where the secret one belongs.",
            "Write the secret key (sb_secret_…, or the older service_role key)."),
        (_, null) => ("is no API key of Supabase.", $"Copy it whole from the project's API settings: {Wanted(place)}."),
        _ => ("is a token of another role than that of an API key.", $"Copy the key from the project's API settings: {Wanted(place)}."),
    };

    /// <summary>A personal access token, as the Supabase CLI takes it.</summary>
    public static (string What, string Fix)? Token(string text) =>
        text.StartsWith("sbp_", StringComparison.Ordinal) && text.All(c => c is > ' ' and <= '~')
            ? null
            : ("the value is no access token of Supabase.", "Make one in the dashboard's account settings, it begins with sbp_; or unset the variable.");

    private static string Wanted(KeyKind place) => place is KeyKind.PublishableKey
        ? "it begins with sb_publishable_, or is the older anon key, a JWT"
        : "it begins with sb_secret_, or is the older service_role key, a JWT";

    private static string? Role(string text)
    {
        try
        {
            return new ApiKey(text).Role;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
