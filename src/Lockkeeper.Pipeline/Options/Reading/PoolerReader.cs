using Lockkeeper.Failures;
using Lockkeeper.Postgres.Connections;
using Npgsql;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>The connection through a pooler that a smoke test tries, beside the direct one that deploys.</summary>
internal sealed class PoolerReader(SettingTable table, List<Problem> problems)
{
    public NpgsqlConnectionStringBuilder? Read()
    {
        if (table["environment.supabase.poolerUrl"] is not { } url || ConnectionUrl.Parse(url.Value, url.Where, problems) is not { } connection) return null;
        if (connection.Password is { Length: > 0 } password) table.Secrets.Add(password);
        if (string.IsNullOrEmpty(connection.Host) || string.IsNullOrEmpty(connection.Username))
            problems.Add(new Problem(url.Where, "names no host or no user.", "Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE."));
        return connection;
    }
}
