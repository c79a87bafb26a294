using Lockkeeper.Supabase.SupabaseCli.Stack;

namespace Lockkeeper.Supabase.Tests.SupabaseCli.Stack;

public sealed class StackStatusTests
{
    // The names and the form that the CLI documents for `supabase status -o env`.
    private const string Answer = """
        Stopped services: [supabase_imgproxy_lockkeeper supabase_studio_lockkeeper]
        ANON_KEY="eyJh.anon.key"
        API_URL="http://127.0.0.1:54321"
        DB_URL="postgresql://postgres:p%40ss@127.0.0.1:54322/postgres"
        GRAPHQL_URL="http://127.0.0.1:54321/graphql/v1"
        JWT_SECRET="super-secret-jwt-token-with-at-least-32-characters-long"
        PUBLISHABLE_KEY="sb_publishable_abc"
        SECRET_KEY="sb_secret_with\$\"both\\"
        SERVICE_ROLE_KEY="eyJh.service.key"
        STORAGE_S3_URL="http://127.0.0.1:54321/storage/v1/s3"
        """;

    [Fact]
    public void Reads_what_the_CLI_prints_for_a_shell()
    {
        var status = StackStatus.Parse(Answer.ReplaceLineEndings("\r\n"));

        (status.Api, status.PublishableKey, status.SecretKey).Should().Be((new Uri("http://127.0.0.1:54321"), "sb_publishable_abc", "sb_secret_with$\"both\\"));
        (status.Database.Host, status.Database.Port, status.Database.Database, status.Database.Username, status.Database.Password)
            .Should().Be(("127.0.0.1", 54322, "postgres", "postgres", "p@ss"));
    }

    [Fact]
    public void Reads_JSON_and_the_keys_of_older_stacks()
    {
        var status = StackStatus.Parse("""{"API_URL":"http://127.0.0.1:1","DB_URL":"postgresql://postgres:postgres@127.0.0.1:2/postgres","ANON_KEY":"a.b.c","SERVICE_ROLE_KEY":"d.e.f","N":1}""");

        (status.PublishableKey, status.SecretKey, status.Database.Port).Should().Be(("a.b.c", "d.e.f", 2));
    }

    [Theory]
    [InlineData("", "API_URL is missing.")]
    [InlineData("{oops", "The answer is no JSON object.")]
    [InlineData("API_URL=\"http://127.0.0.1:1\"\nDB_URL=\"http://x\"", "DB_URL is no address of a database.")]
    [InlineData("API_URL=\"http://127.0.0.1:1\"\nDB_URL=\"postgresql://a:b@c:1/d\"\nANON_KEY=\"k\"", "SECRET_KEY and SERVICE_ROLE_KEY are missing.")]
    public void Says_what_is_missing_and_no_value(string answer, string message) =>
        FluentActions.Invoking(() => StackStatus.Parse(answer)).Should().ThrowExactly<FormatException>().WithMessage(message);

    [Fact]
    public void Shows_no_key_and_no_password() => StackStatus.Parse(Answer).ToString().Should().Be("StackStatus { Api = http://127.0.0.1:54321/, Database = 127.0.0.1:54322 }");
}
