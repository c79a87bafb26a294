using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>Cuts a file into the statements that PostgreSQL would see, byte for byte.</summary>
public static class SqlSplitter
{
    /// <summary>Cuts a text into its statements.</summary>
    public static SqlScript Split(string sql) => Split(Encoding.UTF8.GetBytes(sql));

    /// <summary>Cuts a file's bytes, UTF-8 with or without a byte order mark, in time linear in its length.</summary>
    /// <param name="utf8">The file. The statements are parts of it, so it must not change afterwards.</param>
    public static SqlScript Split(byte[] utf8) => new StatementReader(utf8).ReadAll();
}
