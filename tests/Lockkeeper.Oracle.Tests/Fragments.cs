namespace Lockkeeper.Oracle.Tests;

/// <summary>Pieces of valid SQL that hide semicolons, quotes and comment marks from each other, and a way to put them together.</summary>
internal sealed class Fragments(int seed)
{
    private static readonly string[] Space =
        [" ", "\n", "\t", "\r\n", "  ", " -- c;'\"$$(\n", "/* ; */", "/* ' /* $$ ; */ ( */", "\f", " --\r\n", "/**/", "/***/", "/*/ /* */ **/", "\r", " -- c;'\r", "/* ;\r */", "\r\r\n"];

    private static readonly string[] Values =
    [
        "'a;b'", "'it''s;'", @"'c:\'", @"E'it\'s;'", @"e'\\'", "E'a''\\';'", "E'a'\n'b\\';c'", "'a'\r\n';'", "'a'\r';'", "E'a'\r'b\\';c'", "$$\r;$$", @"U&'d\0061;'",
        "U&\"a;\"\"b\"", "u&'x' uescape '!'", "$$;'$$", "$a$;$$;$A$;$a$", "$é_1$;$é_1$", "$_$$$_$", "\"x;'y\"", "\"a\"\";\"", "a$b$c", "é$1$",
        "1", "1.5e-3", ".5", "1.", "1e5", "x'1F'", "X'a' ", "b'01'", "N';'", "(1)", "((';'))", "-1", "- -1", "2=-1", "2*-1", "2 @-1", "1 +-- ;'\n 1",
        "2 */* ; */2", "2- /*;*/ 1", "2<>1", "a.b", "array[1,2]", "'{1;2}'::int[]", "f(';', \";\")", "case when true then ';' end",
        "case 1 when 2 then case when true then $$;$$ end end", "1 operator(pg_catalog.+) 2", "null", "date ';'", "$1", "$12", "t.end", "e", "u", "b.x",
        "interval '1' day", "row(1,';')", "exists (select ';')", "cast(';' as text)", "timestamp 'now;'",
    ];

    // A # stands for a value, a ~ for a gap.
    private static readonly string[] Templates =
    [
        "select #", "select # as~\"n;\"", "select #,#from~t", "insert into~t values~(#,#)", "update~t set a=#where~b=#", "delete from t where#",
        "create table~q$a$(id int default~(#),~note text)", "comment on table t is~'it''s; here'", "do~$x$ begin; ';\" /* $$ end; $x$",
        "create function f(a int default (#))~returns int language sql as $f$ select 1; -- '\n select 2; $f$",
        "create function f() returns int~begin~atomic~select #;~select case when true then # end;~end",
        "create or replace procedure p(begin int)~begin~atomic;insert into t values (#); end",
        "create function f() returns int begin atomic select 1~as~end;~select # as \"end\";end",
        "create function f() returns int begin atomic~end", "create function g(a int) returns int return~(#)",
        "create rule r as on insert to t do also~(select #;~delete from t;)", "create rule r as on update to t do instead nothing",
        "with x as (select #) select~* from x", "values (#,#),(#)", "grant select on t to~\"n;\"", "begin", "commit", "alter table t add check (#)",
        "create trigger g after insert on t for each row execute function f(';',\";\")", "set a = 'b;'", "prepare s as select#",
        "explain select #", "create schema s create table t(a int default (#))~create view v as select #", "", "",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A script of some statements.</summary>
    public string Script() => string.Concat(Enumerable.Range(0, _random.Next(1, 9)).Select(_ => $"{Gap()}{Statement()}{Gap()};"))
        + (_random.Next(2) == 0 ? "" : Gap() + Statement() + Gap());

    /// <summary>The same with one piece of it lost, doubled or put elsewhere.</summary>
    public string Damaged()
    {
        var script = Script();
        var from = _random.Next(script.Length);
        var piece = script.Substring(from, Math.Min(_random.Next(1, 5), script.Length - from));
        return _random.Next(3) switch
        {
            0 => script.Remove(from, piece.Length),
            1 => script.Insert(_random.Next(script.Length), piece),
            _ => script.Insert(from, Pick(["'", "\"", "$$", "/*", "*/", "--", ";", "(", ")", "E'", "$a$"])),
        };
    }

    private string Statement() => string.Concat(Pick(Templates).Select(c => c switch
    {
        '#' => $"{Gap()}{Pick(Values)}{Gap()}",
        '~' => Gap(),
        _ => c.ToString(),
    }));

    private string Gap() => Pick(Space) + (_random.Next(4) == 0 ? Pick(Space) : "");

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
