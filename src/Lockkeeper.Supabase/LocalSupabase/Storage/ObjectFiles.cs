using System.Buffers;
using System.Security.Cryptography;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>
/// The bytes of all objects, in a folder that only this user may read and that goes with the services. A file is called by an id of ours and
/// never by the name that somebody gave to an object, so no name leads anywhere.
/// </summary>
internal sealed class ObjectFiles : IDisposable
{
    private const int BufferSize = 64 << 10;

    private const string Prefix = "lockkeeper-storage-";

    private readonly string _folder;
    private int _gone;

    /// <param name="below">Where the folder is made; null: in the system's temporary folder.</param>
    public ObjectFiles(string? below)
    {
        _folder = below is null ? Directory.CreateTempSubdirectory(Prefix).FullName : Private(Path.Combine(below, $"{Prefix}{Guid.NewGuid():N}"));
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Takes all of a stream.</summary>
    /// <exception cref="StorageError">It is longer than allowed; nothing of it is kept.</exception>
    public async Task<StoredFile> WriteAsync(Stream content, long limit, CancellationToken token)
    {
        var id = Guid.NewGuid();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            // Storage's etag, a checksum and no secret.
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            long size = 0;
            await using (var file = new FileStream(PathOf(id), FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true))
            {
                for (int read; (read = await content.ReadAsync(buffer.AsMemory(0, BufferSize), token)) > 0; size += read)
                {
                    if (size + read > limit) throw StorageError.EntityTooLarge;
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), token);
                }
            }

            return new StoredFile(id, size, $"\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"");
        }
        catch
        {
            Delete(id);
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The bytes of a file; null where there is none, as on a restored database, whose rows came without files.</summary>
    public FileStream? Open(Guid? id)
    {
        if (id is not { } known || !File.Exists(PathOf(known))) return null;
        return new FileStream(PathOf(known), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, useAsync: true);
    }

    public void Delete(Guid? id)
    {
        if (id is { } known) File.Delete(PathOf(known));
    }

    /// <inheritdoc />
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Remove();
    }

    private string PathOf(Guid id) => Path.Combine(_folder, id.ToString("N"));

    private static string Private(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path).FullName
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;

    private void OnExit(object? sender, EventArgs e) => Remove();

    private void Remove()
    {
        // Whoever owns the folder above may have been faster.
        if (Interlocked.Exchange(ref _gone, 1) == 0 && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Bytes that were taken.</summary>
/// <param name="Id">What the file is called.</param>
/// <param name="Size">In bytes.</param>
/// <param name="ETag">In quotes, as HTTP wants it.</param>
internal sealed record StoredFile(Guid Id, long Size, string ETag);
