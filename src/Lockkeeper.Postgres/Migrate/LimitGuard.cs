using Lockkeeper.Migrations;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Puts the limits of a migration back where its file may have changed them. Dumps switch them off in their first lines.</summary>
internal static class LimitGuard
{
    /// <summary>What follows a statement; null where it changes no limit, as nearly always.</summary>
    public static string? After(SqlStatement statement, ApplyLimits limits) => FileLimits.MayChangeWith(statement) ? ToSql(limits) : null;

    /// <summary>
    /// One command that returns no row. What is stricter than ours stays, and so does a statement_timeout that the file chooses; 0, which means
    /// none, is no choice. A lock_timeout is never longer than ours: others wait behind it.
    /// </summary>
    private static string ToSql(ApplyLimits limits)
    {
        var ours = string.Join(", ", limits.ToSettings().Select(s => $"('{s.Name}', '{s.Value}')"));
        // CASE, so that what sets is not called before it is known whether to.
        return $"""
            select from pg_catalog.pg_settings as s join (values {ours}, ('client_encoding', 'UTF8')) as ours (name, value) on s.name = ours.name
            where case
              when case
                when s.vartype = 'integer' then s.setting::int = 0 or (s.setting::int > nullif(ours.value::int, 0) and s.name <> 'statement_timeout')
                else s.setting not in (ours.value, 'remote_apply')
              end then pg_catalog.set_config(s.name, ours.value, true) is null
              else false
            end
            """;
    }
}
