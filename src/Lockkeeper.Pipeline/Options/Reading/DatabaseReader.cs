using Lockkeeper.Failures;
using Lockkeeper.Postgres.Connections;
using Npgsql;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Makes the target's connection: a URL, else keys, else the Supabase project; PG* variables fill what is left out.</summary>
internal sealed class DatabaseReader(SettingTable table, EnvironmentInUse environment, OptionSources sources, List<Problem> problems)
{
    private const string Root = "environment.database";

    /// <summary>Null for the throwaway server, for a target that contacts nothing, and where it cannot be had, which is a problem.</summary>
    public NpgsqlConnectionStringBuilder? Read()
    {
        var keys = table.Below($"{Root}.");
        if (environment.Offline)
            return null;
        if (environment.IsLocal)
            return NoneForLocal(table[Root] ?? keys.Values.FirstOrDefault());
        var projectRef = table["environment.supabase.projectRef"];
        var connection = (table[Root], keys.Count > 0, projectRef) switch
        {
            ({ } url, _, _) => FromUrl(url),
            (_, true, _) => FromKeys(keys),
            (_, _, { } project) when !table.Has(Root) => FromProject(project),
            _ => null,
        };
        if (connection is null)
        {
            NothingGiven(projectRef);
            return null;
        }

        new ConnectionDefaults(environment, sources).FillIn(connection);
        if (connection.Password is { Length: > 0 } password)
            KeepSecret(password, connection);
        else if (table[Root] is null && keys.Count == 0)
            PasswordMissing();
        Examine(connection, (table[Root] ?? keys.Values.FirstOrDefault() ?? projectRef)!.Where);
        return connection;
    }

    private NpgsqlConnectionStringBuilder? NoneForLocal(Setting? given)
    {
        if (given is not null)
            problems.Add(new Problem(
                given.Where,
                "local is always a throwaway server and has no database.",
                "Move it to an environment of another name, such as development."));
        return null;
    }

    private NpgsqlConnectionStringBuilder? FromUrl(Setting url)
    {
        if (WrittenPassword(url.Value) is { } written)
            table.Secrets.Add(written);
        if (ConnectionUrl.Parse(url.Value, url.Where, problems) is { } connection)
            return connection;
        table.Refuse(Root);
        return null;
    }

    // As it is written, also in a URL that cannot be parsed: it must not turn up in a message about that.
    private static string? WrittenPassword(string text)
    {
        var begin = text.IndexOf("://", StringComparison.Ordinal);
        var end = text.LastIndexOf('@');
        if (begin < 0 || end < begin + 3)
            return null;
        var userInfo = text[(begin + 3)..end];
        var colon = userInfo.IndexOf(':');
        return colon < 0 ? null : userInfo[(colon + 1)..];
    }

    private static NpgsqlConnectionStringBuilder FromKeys(Dictionary<string, Setting> keys)
    {
        var connection = new NpgsqlConnectionStringBuilder();
        if (keys.TryGetValue("host", out var host))
            connection.Host = host.Value;
        if (keys.TryGetValue("port", out var port))
            connection.Port = int.Parse(port.Value);
        if (keys.TryGetValue("user", out var user))
            connection.Username = user.Value;
        if (keys.TryGetValue("password", out var password))
            connection.Password = password.Value;
        if (keys.TryGetValue("name", out var name))
            connection.Database = name.Value;
        if (keys.TryGetValue("sslmode", out var sslmode))
            connection.SslMode = ConnectionUrl.SslModes[sslmode.Value.Trim().ToLowerInvariant()];
        return connection;
    }

    private NpgsqlConnectionStringBuilder FromProject(Setting project)
    {
        var pooler = table["environment.supabase.pooler"]?.Value;
        return new NpgsqlConnectionStringBuilder
        {
            Host = pooler ?? $"db.{project.Value}.supabase.co",
            Port = 5432,
            Username = pooler is null ? "postgres" : $"postgres.{project.Value}",
            Database = "postgres",
            SslMode = SslMode.Require,
        };
    }

    private void PasswordMissing()
    {
        if (ConnectionDefaults.Variable(sources, "PGPASSFILE") is not null)
            return; // Npgsql looks it up there
        var own = environment.Variable("DB_PASSWORD");
        problems.Add(new Problem(
            own,
            "is not set, and the connection is to be made of the project ref.",
            $"Run: export {own}=… (the password of the database), or set {environment.Variable("DATABASE_URL")}."));
    }

    private void NothingGiven(Setting? projectRef)
    {
        var refused = table.Has(Root)
            || table.AnyRefused($"{Root}.")
            || (projectRef is null && table.Has("environment.supabase.projectRef"));
        if (refused)
            return; // what was given has been told already
        var url = environment.Variable("DATABASE_URL");
        problems.Add(new Problem(
            $"environments.{environment.Name}.database",
            $"the environment {environment.Name} has no database: {url} is not set.",
            $"Run: export {url}=postgresql://user:password@host:5432/postgres, "
            + $"or set {environment.Variable("PROJECT_ID")} and {environment.Variable("DB_PASSWORD")}."));
    }

    private void Examine(NpgsqlConnectionStringBuilder connection, string where)
    {
        var host = connection.Host ?? "";
        if (host.Length == 0)
            problems.Add(new Problem(where, "names no host.", "Add the host, or export PGHOST."));
        else if (string.IsNullOrEmpty(connection.Username))
            problems.Add(new Problem(where, "names no user.", "Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or export PGUSER."));
        else if (connection.Port == 6543 && ConnectionDefaults.IsSupabase(host))
            problems.Add(new Problem(
                where,
                "leads to Supabase's transaction pooler (port 6543), which holds neither locks nor settings.",
                "Use port 5432 of the same host: the session pooler, or the direct connection."));
    }

    private void KeepSecret(string password, NpgsqlConnectionStringBuilder connection)
    {
        // A password that repeats a name is no secret, and hiding it would blank that name in every report.
        if (new[] { connection.Username, connection.Database, connection.Host }.Contains(password, StringComparer.Ordinal))
            table.Secrets.Remove(password);
        else
            table.Secrets.Add(password);
    }
}
