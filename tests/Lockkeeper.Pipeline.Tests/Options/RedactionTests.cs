using System.Text.Json;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class RedactionTests : IDisposable
{
    private const string Password = "p@ss/w'ö<rd>&x";
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Hides_the_password_of_a_url_in_every_form_it_is_written_in()
    {
        var written = Uri.EscapeDataString(Password);
        var secrets = _scene.Variable("PRODUCTION_DATABASE_URL", $"postgresql://u:{written}@db.example.com/app").Resolve("DeployProduction").Secrets;

        secrets.Redact($"a {Password} b").Should().Be("a *** b");
        secrets.Redact($"postgresql://u:{written}@db.example.com/app").Should().Be("***");
        secrets.Redact($"postgresql://u:{written}@other/app").Should().Be("postgresql://u:***@other/app");
        secrets.Redact(written.Replace("%C3%B6", "%c3%b6", StringComparison.Ordinal)
            .Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%3C", "%3c", StringComparison.Ordinal)
            .Replace("%3E", "%3e", StringComparison.Ordinal)).Should().Be("***");
        secrets.Redact(JsonSerializer.Serialize(Password)).Should().Be("\"***\"");
        secrets.Redact($"ALTER ROLE u PASSWORD '{Password.Replace("'", "''", StringComparison.Ordinal)}'").Should().Be("ALTER ROLE u PASSWORD '***'");
    }

    [Fact]
    public void Leaves_host_user_and_database_readable() =>
        _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://deployer:hunter22@db.example.com/app").Resolve("DeployProduction")
            .Secrets.Redact("deployer on db.example.com/app").Should().Be("deployer on db.example.com/app");

    [Theory]
    [InlineData("PRODUCTION_SECRET_KEY", "sb_secret_very-secret")]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", "sb_publishable_very-secret")]
    [InlineData("SUPABASE_ACCESS_TOKEN", "very-secret")]
    [InlineData("PRODUCTION_DB_PASSWORD", "very-secret")]
    [InlineData("PGPASSWORD", "very-secret")]
    public void Hides_every_secret_variable(string name, string value) =>
        _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://u@h/app").Variable(name, value)
            .Resolve("DeployProduction").Secrets.Redact($"it is {value}").Should().Be("it is ***");

    [Fact]
    public void Hides_a_password_that_the_file_takes_from_a_variable() =>
        _scene.Yaml("environments: { production: { database: { host: h, user: u, password: '${MY_PASSWORD}' } } }")
            .Variable("MY_PASSWORD", "very-secret").Resolve("DeployProduction").Secrets.Redact("very-secret").Should().Be("***");

    [Fact]
    public void A_secret_inside_another_does_not_cut_it_in_two() =>
        new SecretRedactor(["secret", "secret-and-more"]).Redact("secret-and-more, secret").Should().Be("***, ***");

    [Fact]
    public void Hides_what_it_learns_later_without_forgetting_what_it_knew()
    {
        var redactor = new SecretRedactor(["secret"]);

        redactor.Learn("secret-of-this-run", "abc");

        redactor.Redact("secret-of-this-run, secret, abc").Should().Be("***, ***, abc");
    }

    [Fact]
    public void Leaves_very_short_values_alone() => new SecretRedactor(["abc", "", "   "]).Redact("abcabc   ").Should().Be("abcabc   ");

    [Fact]
    public void A_password_that_repeats_the_user_does_not_blank_that_name() =>
        _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://postgres:postgres@h/app").Resolve("DeployProduction")
            .Secrets.Redact("role postgres").Should().Be("role postgres");

    [Fact]
    public void Nothing_that_is_printed_shows_a_secret()
    {
        var options = _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://u:hunter22@h/app").Variable("PRODUCTION_SECRET_KEY", "sb_secret_hunter23")
            .Variable("PRODUCTION_PUBLISHABLE_KEY", "sb_publishable_hunter24").Variable("SUPABASE_ACCESS_TOKEN", "hunter25").Resolve("DeployProduction");

        $"{options} {options.Supabase} {options.Secrets}".Should().NotContain("hunter").And.Contain("h:5432/app");
    }
}
