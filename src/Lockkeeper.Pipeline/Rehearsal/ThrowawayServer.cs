using Lockkeeper.Supabase.SupabaseCli.Stack;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>A server of this run alone, as services beside it need to know it.</summary>
/// <param name="Superuser">How its superuser connects to the target's database.</param>
/// <param name="Folder">Its folder, which the next run clears away after a crash; null where it has none.</param>
/// <param name="Stack">The platform's own services over it; null where there are none.</param>
internal sealed record ThrowawayServer(NpgsqlConnectionStringBuilder Superuser, string? Folder, StackStatus? Stack);
