using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lockkeeper.Catalog;

/// <summary>
/// A hash of the canonical catalog. Different fingerprints prove that two catalogs differ. Equal ones prove that every fact we read is
/// the same, and no more than that: nothing about rows, sequence values, large objects, planner statistics, passwords, options of user
/// mappings, where subscriptions connect to, members of extensions, server settings, or what is listed as unread; and nothing across
/// major versions of PostgreSQL, which print definitions differently.
/// </summary>
public static class Fingerprint
{
    /// <summary>SHA-256 over the ordered facts, as 64 lower-case hexadecimal digits.</summary>
    public static string Of(CatalogSnapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[4096];
        foreach (var fact in snapshot.Facts)
        {
            Append(hash, fact.Kind, ref buffer);
            Append(hash, fact.Identity, ref buffer);
            Append(hash, fact.Definition, ref buffer);
            Append(hash, fact.Parent ?? "", ref buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Each text is preceded by its length, so that no two lists of facts run together into the same bytes.
    private static void Append(IncrementalHash hash, string text, ref byte[] buffer)
    {
        var needed = sizeof(int) + Encoding.UTF8.GetMaxByteCount(text.Length);
        if (buffer.Length < needed) buffer = new byte[needed];

        var written = Encoding.UTF8.GetBytes(text, buffer.AsSpan(sizeof(int)));
        BinaryPrimitives.WriteInt32LittleEndian(buffer, written);
        hash.AppendData(buffer, 0, sizeof(int) + written);
    }
}
