using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Ledgers;

/// <summary>The ledger of a deployment on disk. Each line is on the disk before the step that it tells of is relied upon.</summary>
public sealed class LedgerFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<LedgerEntry> _entries = [];
    private readonly TimeProvider _time;
    private readonly FileStream _file;

    private LedgerFile(FileStream file, TimeProvider time)
    {
        _file = file;
        _time = time;
    }

    /// <summary>All entries so far.</summary>
    public IReadOnlyList<LedgerEntry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    /// <summary>Begins the ledger of a new deployment.</summary>
    /// <exception cref="DeployFailure">It exists already, or cannot be written.</exception>
    public static LedgerFile Create(DeploymentFolder folder, TimeProvider time)
    {
        try
        {
            return new LedgerFile(PrivateFile.Open(folder.LedgerPath, FileMode.CreateNew), time);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(folder.LedgerPath, e);
        }
    }

    /// <summary>Reads a ledger, also one that another process is writing.</summary>
    /// <exception cref="DeployFailure">There is no ledger, or nothing in it.</exception>
    public static LedgerReading Read(DeploymentFolder folder)
    {
        try
        {
            using var file = new FileStream(folder.LedgerPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file, Encoding.UTF8);
            var reading = LedgerChain.Read(reader.ReadToEnd().Split('\n'));
            if (reading.Entries.Count > 0)
                return reading;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(folder, e.Message, e);
        }

        throw Unreadable(folder, "it does not hold a single whole line.", inner: null);
    }

    /// <summary>Writes what happened and returns when it is on the disk. May be called from several tasks.</summary>
    /// <exception cref="DeployFailure">The disk is full or gone; the ledger is as it was before.</exception>
    public LedgerEntry Append(LedgerEvent happened)
    {
        lock (_gate)
        {
            var line = LedgerChain.Append(_entries.LastOrDefault(), happened, _time.GetUtcNow());
            var end = _file.Position;
            try
            {
                _file.Write(Encoding.UTF8.GetBytes(line.Text + "\n"));
                _file.Flush(flushToDisk: true);
            }
            catch (IOException e)
            {
                TakeBack(end);
                throw CannotWrite(_file.Name, e);
            }

            _entries.Add(line.Entry);
            return line.Entry;
        }
    }

    /// <inheritdoc />
    public void Dispose() => _file.Dispose();

    /// <summary>Half a line would break the chain for every line after it.</summary>
    private void TakeBack(long end)
    {
        try
        {
            _file.SetLength(end);
            _file.Position = end;
        }
        catch (IOException)
        {
            // The disk is gone altogether; the failure that brought us here says so.
        }
    }

    private static DeployFailure CannotWrite(string path, Exception e) =>
        new(FailureCode.EvidenceMissing, $"The ledger {path} cannot be written: {e.Message} Nothing is done that cannot be recorded.", e)
        {
            FailedBy = FailureSource.Us,
            ExitCode = ExitCode.Unknown,
            State = FailureState.Dirty,
            Next = "Free the disk or name another folder with --artifacts=DIR, then look at the database with ./build.sh --target=Status",
        };

    private static DeployFailure Unreadable(DeploymentFolder folder, string why, Exception? inner) =>
        DeployFailure.Refused(
            FailureCode.EvidenceMissing,
            $"The ledger {folder.LedgerPath} cannot be read: {why}",
            "Name another deployment with --deployment=ID.",
            inner);
}
