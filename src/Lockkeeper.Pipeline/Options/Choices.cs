namespace Lockkeeper.Pipeline.Options;

/// <summary>What applies the migrations.</summary>
public enum Engine
{
    /// <summary>Lockkeeper itself, over its own connection.</summary>
    Npgsql,

    /// <summary>The Supabase CLI's <c>db push</c>.</summary>
    SupabaseCli,
}

/// <summary>How much of the backup is restored before the target is touched.</summary>
public enum RehearsalMode
{
    /// <summary>The whole backup.</summary>
    Full,

    /// <summary>Its schema without rows.</summary>
    Schema,

    /// <summary>None; the report says so.</summary>
    Off,
}

/// <summary>What answers for the HTTP services beside a throwaway database.</summary>
public enum ServiceStack
{
    /// <summary>Lockkeeper's own stand-in over that database.</summary>
    Local,

    /// <summary>The platform's own services, which the Supabase CLI starts in containers with a database of their own.</summary>
    SupabaseStart,

    /// <summary>Nothing.</summary>
    None,
}

/// <summary>What happens when smoke tests or the monitor fail after COMMIT.</summary>
public enum OnFailure
{
    /// <summary>The deployment is undone.</summary>
    Rollback,

    /// <summary>It is left in place for a person to look at.</summary>
    Stop,
}
