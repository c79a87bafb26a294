using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Supabase.Tests.SupabaseCli;

/// <summary>Answers as the CLI 3.1.0 gave them.</summary>
public sealed class PushAnswerTests
{
    [Fact]
    public void Reads_the_files_of_a_success() =>
        PushAnswer.Parse("""{"upToDate":false,"dryRun":false,"migrations":["1_a.sql","2_b.sql"],"seeds":[],"message":"Finished supabase db push."}""" + "\n")
            .Should().BeOfType<Pushed>().Which.Files.Should().Equal("1_a.sql", "2_b.sql");

    [Fact]
    public void Reads_code_sqlstate_and_statement_of_an_error() =>
        PushAnswer.Parse(Error("""ERROR: relation \"a\" already exists (SQLSTATE 42P07)\nAt statement: 1\ncreate table a (id int)"""))
            .Should().Be(new PushError("DbPushApplyError", "ERROR: relation \"a\" already exists", "42P07", 1));

    [Fact]
    public void Keeps_detail_and_hints_and_leaves_the_statement_out() =>
        PushAnswer.Parse(Error("""ERROR: no (SQLSTATE 23505)\nDETAIL: Key exists.\nHint: look\nAt statement: 12\nselect 'At statement: 3'"""))
            .Should().Be(new PushError("DbPushApplyError", "ERROR: no\nDETAIL: Key exists.\nHint: look", "23505", 12));

    [Fact]
    public void Takes_an_error_without_a_server_as_it_is() =>
        PushAnswer.Parse("""{"_tag":"Error","error":{"code":"DbConnectError","message":"failed to connect"}}""")
            .Should().Be(new PushError("DbConnectError", "failed to connect", null, null));

    [Fact]
    public void Finds_the_answer_behind_other_lines() =>
        PushAnswer.Parse("Connecting…\n{\"a\":1}\n{\"migrations\":[]}\nbye\n").Should().BeOfType<Pushed>().Which.Files.Should().BeEmpty();

    [Theory]
    [InlineData("")]
    [InlineData("Finished supabase db push.")]
    [InlineData("{\"migrations\":[\"1_a.s")]
    [InlineData("{\"migrations\":1}")]
    [InlineData("{}")]
    public void Has_no_answer_where_there_is_none(string output) => PushAnswer.Parse(output).Should().BeNull();

    private static string Error(string message) => $$$"""{"_tag":"Error","error":{"code":"DbPushApplyError","message":"{{{message}}}"}}""";
}
