using System.Globalization;
using System.Security.Cryptography;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Ledgers;

/// <summary>The folder of one deployment, <c>artifacts/deployments/ID</c>.</summary>
/// <param name="Id">For instance <c>20261122T101500Z-production-1a2b3c</c>.</param>
/// <param name="Path">Its full path.</param>
public sealed record DeploymentFolder(string Id, string Path)
{
    /// <summary>The ledger.</summary>
    public string LedgerPath => File("ledger.jsonl");

    /// <summary>A file of the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder of a new deployment, for its owner alone, and points <c>latest</c> at it.</summary>
    /// <param name="artifacts">The artifacts folder; created when missing.</param>
    /// <param name="environment">Name of the environment.</param>
    /// <param name="time">Tells the time that the id begins with.</param>
    /// <exception cref="DeployFailure">The folder cannot be written.</exception>
    public static DeploymentFolder Create(string artifacts, string environment, TimeProvider time)
    {
        var id = NewId(environment, time);
        var folder = new DeploymentFolder(id, System.IO.Path.Combine(Deployments(artifacts), id));
        try
        {
            PrivateFile.CreateFolder(folder.Path);
            LatestPointer.Set(Deployments(artifacts), id);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.Configuration,
                FailureSource.Options,
                $"The folder {folder.Path} cannot be created: {e.Message}",
                "Make the artifacts folder writable, or name another with --artifacts=DIR; nothing was contacted.",
                e);
        }
    }

    /// <summary>Opens the folder of an earlier deployment.</summary>
    /// <param name="artifacts">The artifacts folder.</param>
    /// <param name="id">Its id; null or latest means the newest.</param>
    /// <exception cref="DeployFailure">There is none of that id.</exception>
    public static DeploymentFolder Open(string artifacts, string? id)
    {
        var deployments = Deployments(artifacts);
        var wanted = id is null or LatestPointer.Name ? LatestPointer.Read(deployments) : id;
        // An id is a name: one with a separator in it would reach out of the folder.
        var isName = wanted is not null and not "." and not ".." && string.Equals(System.IO.Path.GetFileName(wanted), wanted, StringComparison.Ordinal);
        if (isName && Directory.Exists(System.IO.Path.Combine(deployments, wanted!)))
            return new DeploymentFolder(wanted!, System.IO.Path.Combine(deployments, wanted!));

        throw DeployFailure.Refused(
            FailureCode.EvidenceMissing,
            wanted is null ? $"There is no deployment in {deployments}." : $"There is no deployment {wanted} in {deployments}.",
            $"List them with: ls {deployments}");
    }

    /// <summary>The folders of all deployments, the newest first.</summary>
    internal static IEnumerable<DeploymentFolder> All(string artifacts)
    {
        var deployments = Deployments(artifacts);
        if (!Directory.Exists(deployments)) return [];
        return Directory.EnumerateDirectories(deployments).Select(path => System.IO.Path.GetFileName(path)).Where(id => id is not LatestPointer.Name)
            .OrderDescending(StringComparer.Ordinal).Select(id => new DeploymentFolder(id, System.IO.Path.Combine(deployments, id)));
    }

    /// <summary>An id that nobody has used.</summary>
    internal static string NewId(string environment, TimeProvider time)
    {
        var moment = time.GetUtcNow().ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var name = string.Concat(environment.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        return $"{moment}-{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(3))}";
    }

    private static string Deployments(string artifacts) => System.IO.Path.Combine(System.IO.Path.GetFullPath(artifacts), "deployments");
}
