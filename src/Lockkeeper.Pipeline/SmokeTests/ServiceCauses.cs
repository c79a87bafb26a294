using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>What is usually behind a refusal of a service.</summary>
internal static class ServiceCauses
{
    public static string Of(ServiceFailure e) => e switch
    {
        { Status: null } => "nobody answers at the address of the project, or the network between",
        { Code: "PGRST000" or "PGRST001" or "PGRST003" } => "REST cannot reach its database, or has no free connection to it",
        { Code: "PGRST002" } => "a schema that REST exposes is missing: compare its settings with what was removed",
        { Code: "PGRST106" } => "the schema is not among those that REST exposes",
        { Code: "PGRST205" or "PGRST204" or "PGRST202" } => "REST has an old picture of the schema",
        { Code: "PGRST301" or "PGRST303" or "bad_jwt" } => "the services do not share the secret that tokens are signed with",
        { Code: "42501" } when e.Service is "rest" => "a policy refuses it, or the role lacks a GRANT",
        { Status: 401 } when e.Error.Message.Contains("API key", StringComparison.OrdinalIgnoreCase) => "the key is not one of this project",
        { Status: 429 } => "too many calls from one address",
        { Error.StatusInBody: 403 } => "a policy on storage.objects refuses it",
        { Code: "23502" or "23503" or "23505" or "23514" } => "a constraint of the table, or of one that a trigger writes to",
        { Status: >= 500 } => "the service, or the database behind it, failed",
        _ => "the service refuses what it took before",
    };
}
