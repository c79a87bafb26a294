namespace Lockkeeper.Migrations;

/// <summary>
/// Tells commands apart that cannot be run like all others. Source: the calls of PreventInTransactionBlock in PostgreSQL 15 to 18,
/// as far as a statement's text can tell.
/// </summary>
internal static class StatementRules
{
    /// <summary>The kind of a statement, and the name of its command where that is not ordinary.</summary>
    public static (SqlStatementKind Kind, string Command) Classify(StatementHead head)
    {
        if (TransactionControl(head) is { } control)
            return (SqlStatementKind.TransactionControl, control);
        return OutsideTransaction(head) is { } outside ? (SqlStatementKind.OutsideTransaction, outside) : (SqlStatementKind.Ordinary, "");
    }

    private static string? TransactionControl(StatementHead head)
    {
        if (head.Starts("begin"))
            return "BEGIN";
        if (head.Starts("start", "transaction"))
            return "START TRANSACTION";
        if (head.Starts("commit"))
            return head.Is(1, "prepared") ? "COMMIT PREPARED" : "COMMIT";
        if (head.Starts("end"))
            return "END";
        if (head.Starts("abort"))
            return "ABORT";
        if (head.Starts("prepare", "transaction"))
            return "PREPARE TRANSACTION";
        if (head.Starts("set") && head.Is(head.Is(1, "local") || head.Is(1, "session") ? 2 : 1, "transaction"))
            return "SET TRANSACTION";
        if (!head.Starts("rollback"))
            return null;
        var target = head.Is(1, "work") || head.Is(1, "transaction") ? 2 : 1;
        return head.Is(target, "to") ? null : head.Is(1, "prepared") ? "ROLLBACK PREPARED" : "ROLLBACK";
    }

    private static string? OutsideTransaction(StatementHead head)
    {
        if (head.Starts("create"))
            return Create(head);
        if (head.Starts("drop"))
            return Drop(head);
        if (head.Starts("alter"))
            return Alter(head);
        if (head.Starts("reindex"))
            return Reindex(head);
        if (head.Starts("vacuum"))
            return "VACUUM";
        if (head.Starts("discard", "all"))
            return "DISCARD ALL";
        return head.Starts("cluster") && head.Count == head.AfterOptions(head.Is(1, "verbose") ? 2 : 1) ? "CLUSTER of all tables" : null;
    }

    private static string? Create(StatementHead head)
    {
        if (head.Continues(head.Is(1, "unique") ? 2 : 1, "index", "concurrently"))
            return "CREATE INDEX CONCURRENTLY";
        if (head.Is(1, "database"))
            return "CREATE DATABASE";
        if (head.Is(1, "tablespace"))
            return "CREATE TABLESPACE";
        return head.Is(1, "subscription") && !head.IsOff("create_slot") && !head.IsOff("connect")
            ? "CREATE SUBSCRIPTION with a slot"
            : null;
    }

    private static string? Drop(StatementHead head)
    {
        if (head.Continues(1, "index", "concurrently"))
            return "DROP INDEX CONCURRENTLY";
        if (head.Is(1, "database"))
            return "DROP DATABASE";
        if (head.Is(1, "tablespace"))
            return "DROP TABLESPACE";
        return head.Is(1, "subscription") ? "DROP SUBSCRIPTION" : null;
    }

    private static string? Alter(StatementHead head)
    {
        if (head.Is(1, "system"))
            return "ALTER SYSTEM";
        if (head.Is(1, "database") && head.Continues(3, "set", "tablespace"))
            return "ALTER DATABASE SET TABLESPACE";
        if (head.Is(1, "table") && head.Has("detach") && head.Has("concurrently"))
            return "DETACH PARTITION CONCURRENTLY";
        if (!head.Is(1, "subscription"))
            return null;
        if (head.Continues(3, "refresh", "publication"))
            return "ALTER SUBSCRIPTION REFRESH PUBLICATION";
        var changesPublications = head.Continues(3, "set", "publication") || head.Continues(3, "add", "publication")
            || head.Continues(3, "drop", "publication");
        return changesPublications && !head.IsOff("refresh") ? "ALTER SUBSCRIPTION with a refresh" : null;
    }

    private static string? Reindex(StatementHead head)
    {
        if (head.Has("concurrently"))
            return "REINDEX CONCURRENTLY";
        var what = head.AfterOptions(1);
        return head.Is(what, "schema") || head.Is(what, "database") || head.Is(what, "system") ? "REINDEX of a schema or database" : null;
    }
}
