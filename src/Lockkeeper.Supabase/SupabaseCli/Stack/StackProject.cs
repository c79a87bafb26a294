using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Lockkeeper.Supabase.SupabaseCli.Stack;

/// <summary>A work folder with nothing but the configuration of a stack: names and ports of its own, and only the services that a deployment asks.</summary>
public sealed class StackProject : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    /// <summary>Writes it.</summary>
    public StackProject()
    {
        Home = _scratch.Make("home");
        File.WriteAllText(Path.Combine(_scratch.Make("project", "supabase"), "config.toml"), Config(Name, FreePorts(4)));
    }

    /// <summary>What the containers are called after.</summary>
    public string Name { get; } = $"lockkeeper-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";

    /// <summary>What <c>--workdir</c> takes; absolute.</summary>
    public string WorkFolder => Path.Combine(_scratch.Path, "project");

    /// <summary>An empty home folder for the CLI.</summary>
    public string Home { get; }

    /// <inheritdoc />
    public void Dispose() => _scratch.Dispose();

    // The migrations are ours to apply, and an address counts as confirmed at once, as with the stand-ins.
    private static string Config(string name, IReadOnlyList<int> ports) => string.Create(CultureInfo.InvariantCulture, $"""
        project_id = "{name}"

        [api]
        enabled = true
        port = {ports[0]}
        schemas = ["public"]
        extra_search_path = ["public", "extensions"]
        max_rows = 1000

        [db]
        port = {ports[1]}
        shadow_port = {ports[2]}
        major_version = 17

        [db.pooler]
        enabled = false
        port = {ports[3]}

        [db.migrations]
        enabled = false

        [db.seed]
        enabled = false

        [storage]
        enabled = true
        file_size_limit = "50MiB"

        [auth]
        enabled = true
        enable_signup = true
        minimum_password_length = 6

        [auth.email]
        enabled = true
        enable_signup = true
        enable_confirmations = false

        [auth.rate_limit]
        sign_in_sign_ups = 1000
        token_refresh = 1000

        [realtime]
        enabled = false

        [studio]
        enabled = false

        [local_smtp]
        enabled = false

        [edge_runtime]
        enabled = false

        [analytics]
        enabled = false

        """);

    // All are held until all are known: the same port must not come twice.
    private static List<int> FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).ToList();
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
