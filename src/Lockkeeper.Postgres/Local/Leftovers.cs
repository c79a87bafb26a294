namespace Lockkeeper.Postgres.Local;

/// <summary>Finds the servers of runs that were killed, stops them and removes them. Servers whose owner lives are never touched.</summary>
internal static class Leftovers
{
    public static async Task RemoveAsync(LocalClusterOptions options, CancellationToken token)
    {
        foreach (var folder in Candidates(options.Below))
        {
            token.ThrowIfCancellationRequested();
            if (OwnerFile.Read(folder) is not { } owner || !owner.Process.HasEnded())
                continue;
            if (owner.Container is not null && !await RemoveContainerAsync(owner.Container, options, token))
                continue;
            if (Postmaster.Of(Path.Combine(folder, "data")) is { } postmaster && !await postmaster.StopAsync())
                continue;
            ClusterFolder.Delete(folder);
        }
    }

    private static List<string> Candidates(string? below)
    {
        IEnumerable<string> places = below is null ? new[] { Path.GetTempPath(), "/tmp" }.Distinct(StringComparer.Ordinal) : [below];
        return
        [
            .. places.Where(Directory.Exists)
                .SelectMany(place => Directory.EnumerateDirectories(Path.GetFullPath(place), ClusterFolder.Prefix + "*"))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    private static async Task<bool> RemoveContainerAsync(string name, LocalClusterOptions options, CancellationToken token)
    {
        if (options.Containers is null || !name.StartsWith(ClusterFolder.Prefix, StringComparison.Ordinal))
            return false;
        try
        {
            await options.Containers.RemoveAsync(name, token);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A leftover must not keep a new run from starting; the next one tries again.
            return false;
        }
    }
}
