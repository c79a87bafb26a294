using System.Security.Cryptography;
using System.Text;

namespace Lockkeeper.Supabase;

/// <summary>
/// What a server stores instead of a password (RFC 5803, in PostgreSQL's spelling). Made here, so that the password itself never
/// travels in a statement.
/// </summary>
internal static class ScramVerifier
{
    private const int Iterations = 4096;
    private const int SaltBytes = 16;

    public static string Create(string password) => Create(password, RandomNumberGenerator.GetBytes(SaltBytes));

    internal static string Create(string password, byte[] salt)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        // SASLprep leaves printable ASCII as it is; anything else could be normalised differently by a client.
        if (!password.All(c => c is >= ' ' and <= '~'))
            throw new ArgumentException("The password has characters outside printable ASCII.", nameof(password));

        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(password), salt, Iterations, HashAlgorithmName.SHA256, SHA256.HashSizeInBytes);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return $"SCRAM-SHA-256${Iterations}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}";
    }
}
