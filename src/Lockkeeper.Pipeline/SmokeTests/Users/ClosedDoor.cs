using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Users;

/// <summary>Refusals to log in or to register that come before the database is asked: what the project has closed, or keeps programs out of.</summary>
internal static class ClosedDoor
{
    /// <summary>Why nobody gets in this way; null where the refusal is of another kind.</summary>
    public static string? ReasonOf(ServiceFailure e) => e switch
    {
        { Code: "email_provider_disabled" or "provider_disabled" } => $"the project is closed for passwords ({e.Code})",
        { Code: "signup_disabled" } => $"sign-up is closed ({e.Code})",
        { Code: "captcha_failed" } => $"the project asks for a CAPTCHA ({e.Code})",
        // Older versions have no code for it.
        { Status: >= 400 and < 500 } when e.Error.Message.Contains("captcha", StringComparison.OrdinalIgnoreCase) => "the project asks for a CAPTCHA",
        _ => null,
    };
}
