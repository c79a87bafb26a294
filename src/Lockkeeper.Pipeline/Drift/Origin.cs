using Npgsql;

namespace Lockkeeper.Pipeline.Drift;

/// <summary>What a database has from where it was made, and not from its migrations: a replay has to begin with the same.</summary>
/// <param name="Deployer">The role that deploys: the owner of the history table, else who connects. It owns what migrations create.</param>
/// <param name="Roles">The server's roles, PostgreSQL's own left out: grants and policies name them.</param>
/// <param name="Exposed">
/// Kinds of objects (<c>tables</c>, <c>sequences</c>, <c>functions</c>) on which every API role has every privilege from their creation: Supabase
/// gave projects such default privileges in the schema public until 2026.
/// </param>
public sealed record Origin(string Deployer, IReadOnlyList<string> Roles, IReadOnlyList<string> Exposed)
{
    /// <summary>The roles of Supabase's Data API.</summary>
    public const string ApiRoles = "anon, authenticated, service_role";

    private const string DeployerSql = """
        select coalesce((select pg_get_userbyid(relowner)::text from pg_catalog.pg_class
                         where oid = to_regclass('supabase_migrations.schema_migrations')), current_user::text),
               (select coalesce(array_agg(rolname::text), '{}') from pg_catalog.pg_roles where rolname !~ '^pg_')
        """;

    private const string ExposedSql = """
        select case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' else 'functions' end
        from pg_catalog.pg_default_acl d
        join pg_catalog.pg_namespace n on n.oid = d.defaclnamespace and n.nspname = 'public'
        where d.defaclrole = to_regrole($1) and d.defaclobjtype in ('r', 'S', 'f')
          and 3 = (select count(*)
                   from unnest('{anon,authenticated,service_role}'::text[]) as api (role)
                   where (select string_agg(a.privilege_type, ' ' order by a.privilege_type) from aclexplode(d.defaclacl) a where a.grantee = to_regrole(api.role))
                       = (select string_agg(a.privilege_type, ' ' order by a.privilege_type) from aclexplode(acldefault(lower(d.defaclobjtype::text)::"char", d.defaclrole)) a
                          where a.grantee = d.defaclrole))
        order by 1
        """;

    /// <summary>Asks a target, within its transaction.</summary>
    public static async Task<Origin> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var (deployer, roles) = await DeployerAsync(connection, token);
        await using var command = new NpgsqlCommand(ExposedSql, connection) { Parameters = { new NpgsqlParameter { Value = Quoted(deployer) } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        var exposed = new List<string>();
        while (await reader.ReadAsync(token)) exposed.Add(reader.GetString(0));
        return new Origin(deployer, roles, exposed);
    }

    /// <summary>A name as SQL takes it, whatever is in it.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<(string Deployer, string[] Roles)> DeployerAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(DeployerSql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return (reader.GetString(0), await reader.GetFieldValueAsync<string[]>(1, token));
    }
}
