namespace Lockkeeper.Pipeline.Backup;

/// <summary>The data files of a dump in pg_dump's directory format: NNNN.dat, .dat.gz or .dat.zst, one for each table with rows.</summary>
internal static class DumpFiles
{
    public static (long Bytes, int Tables) Count(string folder)
    {
        if (!Directory.Exists(folder)) return (0, 0);
        var (bytes, tables) = (0L, 0);
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles())
        {
            bytes += file.Length;
            if (IsTable(file.Name)) tables++;
        }

        return (bytes, tables);
    }

    /// <summary>The size of the data file of an entry of the dump; zero where it has none.</summary>
    public static long SizeOf(string folder, string entry) =>
        Directory.EnumerateFiles(folder, $"{entry}.dat*").Sum(file => new FileInfo(file).Length);

    private static bool IsTable(string name) => name.Contains(".dat", StringComparison.Ordinal) && name.TakeWhile(char.IsAsciiDigit).Any();
}
