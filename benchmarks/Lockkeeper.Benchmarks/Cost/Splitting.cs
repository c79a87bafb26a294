using System.Text;
using Lockkeeper.Benchmarks.Migrations;
using Lockkeeper.Migrations;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>How fast a file is cut into statements, for three shapes of SQL.</summary>
internal static class Splitting
{
    private static readonly (string Name, Func<int, string> Sql)[] Shapes =
    [
        ("many short statements", n => $"insert into t (id, name) values ({n}, 'it''s row {n}'); -- number {n}\n"),
        ("functions in dollar quotes", n => $"create function f{n}() returns int language plpgsql as $body$\nbegin\n"
            + string.Concat(Enumerable.Repeat("  -- not a statement; neither is this\n  perform 'a;b';\n", 40)) + "  return 1;\nend $body$;\n"),
        ("statements of 1 MB", n => $"insert into t values {string.Join(",\n", Enumerable.Range(0, 20_000).Select(r => $"({n}, {r}, 'some text; and more of it /* */')"))};\n"),
    ];

    public static IEnumerable<Figure> Measure()
    {
        foreach (var (name, sql) in Shapes)
        {
            foreach (var megabytes in (int[])[6, 60])
            {
                var bytes = Build(sql, megabytes * 1_000_000);
                var statements = 0;
                var seconds = new List<double>();
                while (seconds.Count < 3)
                {
                    var began = TimeProvider.System.GetTimestamp();
                    statements = SqlSplitter.Split(bytes).Statements.Count;
                    seconds.Add(TimeProvider.System.GetElapsedTime(began).TotalSeconds);
                }

                var median = Median.Of(seconds);
                yield return new Figure($"Splitting {megabytes} MB, {name} ({statements:#,0} statements)", $"{median:0.00} s, {bytes.Length / 1e6 / median:0} MB/s");
            }
        }
    }

    private static byte[] Build(Func<int, string> sql, int length)
    {
        var text = new StringBuilder(length + 2_000_000);
        for (var n = 0; text.Length < length; n++) text.Append(sql(n));
        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
