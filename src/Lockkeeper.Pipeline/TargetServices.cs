using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline;

/// <summary>
/// The HTTP services that belong to the database worked on: those of the configuration, or the local ones beside a throwaway server, whose
/// addresses are known only once it runs.
/// </summary>
/// <param name="Supabase">Address and keys of the project.</param>
/// <param name="Api">The product's own services.</param>
public sealed record TargetServices(SupabaseOptions Supabase, ApiOptions Api)
{
    /// <summary>What the configuration says.</summary>
    public static TargetServices Of(DeployOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new TargetServices(options.Supabase, options.Api);
    }
}
