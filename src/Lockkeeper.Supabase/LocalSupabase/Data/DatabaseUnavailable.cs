using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Data;

/// <summary>The database cannot be reached, or the connection to it was lost; nothing of the request was stored.</summary>
internal sealed class DatabaseUnavailable(NpgsqlException inner) : Exception("The database cannot be reached.", inner)
{
    /// <summary>Whether this is about the connection and not about what was asked: class 08, or the server going down or coming up.</summary>
    public static bool Is(NpgsqlException e) => e is not PostgresException said
        ? e.InnerException is not TimeoutException
        : said.SqlState.StartsWith("08", StringComparison.Ordinal)
            || said.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow;
}
