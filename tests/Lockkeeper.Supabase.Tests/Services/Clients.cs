using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

/// <summary>Clients of a loopback server, with keys of the newer kind and no patience.</summary>
internal static class Clients
{
    public const string Publishable = "sb_publishable_AbCdEf012345";
    public const string Secret = "sb_secret_ZyXwVu987654";

    public static ServiceLimits Hasty { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10), 3, TimeSpan.FromMilliseconds(5));

    public static SupabaseServices Of(LoopbackServer server, ServiceLimits? limits = null, string publishable = Publishable) =>
        SupabaseServices.For(server.Address, new ApiKey(publishable), new ApiKey(Secret), TimeProvider.System, limits ?? Hasty);

    public static async Task<ServiceFailure> FailureAsync(Func<Task> call) => (await call.Should().ThrowExactlyAsync<ServiceFailure>()).Which;
}
