using System.Runtime.InteropServices;
using System.Text;

namespace Lockkeeper.Oracle.Tests;

/// <summary>PostgreSQL's own scanner and grammar, as the library libpg_query makes them callable (Debian: libpg-query-dev).</summary>
/// <remarks>
/// It differs from the server in one thing: a comment between the lines of one string constant is an error to it. PostgreSQL 15 was
/// seen to accept that, so the unit tests hold it and the corpus leaves it out.
/// </remarks>
internal static class PgQuery
{
    private const string Library = "libpg_query.so";

    /// <summary>Why the library cannot be used here, or null when it can.</summary>
    public static string? Missing { get; } = NativeLibrary.TryLoad(Library, out _)
        ? null
        : "libpg_query is not installed; on Debian and Ubuntu: apt-get install libpg-query-dev";

    /// <summary>The statements by the grammar, or what is wrong with the text.</summary>
    public static (IReadOnlyList<string> Statements, string? Error) SplitWithParser(byte[] sql) =>
        Read(sql, pg_query_split_with_parser([.. sql, 0]));

    /// <summary>The statements by the scanner alone, which knows nothing of BEGIN ATOMIC, or what is wrong with the text.</summary>
    public static (IReadOnlyList<string> Statements, string? Error) SplitWithScanner(byte[] sql) =>
        Read(sql, pg_query_split_with_scanner([.. sql, 0]));

    private static (IReadOnlyList<string> Statements, string? Error) Read(byte[] sql, SplitResult result)
    {
        try
        {
            // The message is the first member of PgQueryError.
            if (result.Error != 0)
                return ([], Marshal.PtrToStringUTF8(Marshal.ReadIntPtr(result.Error)));
            var statements = new List<string>();
            for (var i = 0; i < result.Count; i++)
            {
                var statement = Marshal.PtrToStructure<SplitStatement>(Marshal.ReadIntPtr(result.Statements, i * nint.Size));
                statements.Add(Encoding.UTF8.GetString(sql, statement.Location, statement.Length));
            }
            return (statements, null);
        }
        finally
        {
            pg_query_free_split_result(result);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct SplitStatement
    {
        public int Location;
        public int Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct SplitResult
    {
        public nint Statements;
        public int Count;
        public nint Messages;
        public nint Error;
    }

    [DllImport(Library, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SplitResult pg_query_split_with_scanner(byte[] input);

    [DllImport(Library, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern SplitResult pg_query_split_with_parser(byte[] input);

    [DllImport(Library, ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern void pg_query_free_split_result(SplitResult result);
}
