using System.Reflection;
using Npgsql;

namespace Lockkeeper.Supabase;

/// <summary>One SQL script that is part of the program.</summary>
/// <param name="Name">File name, for messages.</param>
/// <param name="Text">All of its statements.</param>
public sealed record SqlFile(string Name, string Text);

/// <summary>
/// Turns a database of a plain PostgreSQL server (15 or later, superuser <c>supabase_admin</c>, contrib installed) into one that
/// behaves like a Supabase project for migrations and tests: roles, schemas, auth and storage tables, rights and limits.
/// </summary>
public static class SupabaseBaseline
{
    /// <summary>The superuser that owns the platform and applies the scripts.</summary>
    public const string Superuser = "supabase_admin";

    /// <summary>The role that deploys: no superuser, as on hosted projects.</summary>
    public const string DeployRole = "postgres";

    private const string Folder = "Lockkeeper.Supabase.Baseline.";

    /// <summary>The scripts in the order in which they apply.</summary>
    public static IReadOnlyList<SqlFile> Scripts { get; } = Read();

    /// <summary>
    /// Applies all scripts in one transaction. The database must have no baseline yet; roles that the server already has are kept.
    /// </summary>
    /// <param name="connection">Open, as <see cref="Superuser"/>, and not inside a transaction.</param>
    /// <param name="cancellation">Ends the transaction with nothing changed.</param>
    /// <exception cref="PostgresException">42501 when the connection's role is not <see cref="Superuser"/>.</exception>
    public static async Task ApplyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        foreach (var script in Scripts)
        {
            await using var command = new NpgsqlCommand(script.Text, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    /// <summary>
    /// The statement that gives a role its password. It holds the SCRAM verifier only, so neither server logs nor
    /// pg_stat_statements ever see the password.
    /// </summary>
    /// <exception cref="ArgumentException">The password is empty or not printable ASCII.</exception>
    public static string PasswordSql(string role, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(role);
        var quoted = role.Replace("\"", "\"\"", StringComparison.Ordinal);
        return $"alter role \"{quoted}\" password '{ScramVerifier.Create(password)}'";
    }

    private static SqlFile[] Read()
    {
        var assembly = typeof(SupabaseBaseline).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new SqlFile(name[Folder.Length..], Text(assembly, name))),
        ];
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
