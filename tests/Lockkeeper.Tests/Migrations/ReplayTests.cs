using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

public sealed class ReplayTests
{
    [Theory]
    [InlineData("begin;\ncreate table t (a int);\ncommit;")]
    [InlineData("start transaction; select 1; end;")]
    [InlineData("set transaction isolation level serializable; select 1;")]
    [InlineData("set lock_timeout = 0; set client_encoding = 'LATIN1'; select 1;")]
    [InlineData("-- removes: something odd\ncreate table t (a int);")]
    [InlineData("create index concurrently i on t (a);")]
    public void Files_that_other_tools_applied_can_be_replayed(string sql) => Refusal(sql).Should().BeNull();

    [Theory]
    [InlineData("select 1;\nrollback;", "ROLLBACK")]
    [InlineData("select 1;\nvacuum t;", "VACUUM")]
    [InlineData("select 1;\ncopy t from stdin;", "COPY")]
    public void What_cannot_be_repeated_is_refused_with_its_line(string sql, string command)
    {
        var problem = Refusal(sql)!.Problems.Should().ContainSingle().Subject;

        problem.Where.Should().Be("20240101000000_a.sql:2");
        problem.What.Should().StartWith(command);
    }

    private static PlanRefusal? Refusal(string sql)
    {
        var folder = Files.Folder(("20240101000000_a.sql", sql));
        return Replay.Refusal(folder, folder.Migrations);
    }
}
