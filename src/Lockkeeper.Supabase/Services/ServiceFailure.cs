using System.Globalization;

namespace Lockkeeper.Supabase.Services;

/// <summary>A service of a Supabase project that did not do what it was asked. The message holds no key and no token.</summary>
public sealed class ServiceFailure : Exception
{
    internal ServiceFailure(string service, string call, int? status, ServiceError error, Exception? inner = null)
        : base(Text(service, call, status, error), inner) =>
        (Service, Call, Status, Error) = (service, call, status, error);

    /// <summary>Which: auth, rest, storage or management.</summary>
    public string Service { get; }

    /// <summary>Method and path, without the query.</summary>
    public string Call { get; }

    /// <summary>The HTTP status; null where no answer came.</summary>
    public int? Status { get; }

    /// <summary>What it said.</summary>
    public ServiceError Error { get; }

    /// <summary>The service's own name for the failure, such as <c>user_already_exists</c>, <c>42501</c> or <c>NoSuchBucket</c>; empty where it gave none.</summary>
    public string Code => Error.Code;

    private static string Text(string service, string call, int? status, ServiceError error)
    {
        var what = string.Join(' ', ((string?[])[status?.ToString(CultureInfo.InvariantCulture), error.Code]).Where(p => !string.IsNullOrEmpty(p)));
        var id = error.RequestId is { } request ? $" (request {request})" : string.Empty;
        return $"{service}: {call}: {(what.Length > 0 ? $"{what}: " : string.Empty)}{error.Message}{id}";
    }
}

/// <summary>What a service says about a failure, whatever shape its body has.</summary>
/// <param name="Code">The service's own name for it; empty where it gave none.</param>
/// <param name="Message">In words.</param>
/// <param name="RequestId">What to name when asking the platform about it.</param>
public sealed record ServiceError(string Code, string Message, string? RequestId)
{
    /// <summary>The status that storage-api puts into its body, where the line itself says 400 for nearly everything; else null.</summary>
    public int? StatusInBody { get; init; }

    /// <summary>What PostgREST and PostgreSQL add; else null.</summary>
    public string? Hint { get; init; }
}
