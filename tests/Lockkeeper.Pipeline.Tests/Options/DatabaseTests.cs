using Npgsql;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class DatabaseTests : IDisposable
{
    private const string ProjectRef = "abcdefghijklmnopqrst";
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Without_any_the_problem_names_what_to_export()
    {
        var problem = _scene.Problem("DeployProduction");

        problem.Where.Should().Be("environments.production.database");
        problem.Fix.Should().ContainAll("PRODUCTION_DATABASE_URL", "PRODUCTION_PROJECT_ID", "PRODUCTION_DB_PASSWORD");
    }

    [Fact]
    public void Can_be_given_by_keys()
    {
        var database = Production("database: { host: h.example.com, port: 5433, user: u, password: p4ss, name: d, sslmode: verify-full }").Database!;

        (database.Host, database.Port, database.Username, database.Password, database.Database, database.SslMode)
            .Should().Be(("h.example.com", 5433, "u", "p4ss", "d", SslMode.VerifyFull));
    }

    [Fact]
    public void A_url_may_carry_libpqs_usual_parameters()
    {
        var database = Production("database: 'postgresql:///d?host=/run/postgresql&user=u&connect_timeout=7&sslrootcert=/ca.crt&application_name=me'").Database!;

        (database.Host, database.Username, database.Timeout, database.RootCertificate, database.ApplicationName, database.Database)
            .Should().Be(("/run/postgresql", "u", 7, "/ca.crt", "me", "d"));
    }

    [Fact]
    public void PG_variables_fill_what_a_url_leaves_out()
    {
        _scene.Variable("PGPORT", "6000").Variable("PGUSER", "pguser").Variable("PGPASSWORD", "pgpass").Variable("PGDATABASE", "pgdb")
            .Variable("PGSSLMODE", "require").Variable("PGHOST", "pghost");

        var database = Production("database: postgresql://h.example.com").Database!;

        (database.Host, database.Port, database.Username, database.Password, database.Database, database.SslMode)
            .Should().Be(("h.example.com", 6000, "pguser", "pgpass", "pgdb", SslMode.Require));
    }

    [Fact]
    public void PG_variables_do_not_replace_what_a_url_says()
    {
        _scene.Variable("PGPORT", "6000").Variable("PGUSER", "pguser").Variable("PGPASSWORD", "pgpass").Variable("PGSSLMODE", "require");

        var database = Production("database: 'postgresql://u:p@h:5432/d?sslmode=disable'").Database!;

        (database.Port, database.Username, database.Password, database.SslMode).Should().Be((5432, "u", "p", SslMode.Disable));
    }

    [Theory]
    [InlineData("", null, GssEncryptionMode.Disable)]
    [InlineData("", "prefer", GssEncryptionMode.Prefer)]
    [InlineData("?gssencmode=require", null, GssEncryptionMode.Require)]
    [InlineData("?gssencmode=prefer", "disable", GssEncryptionMode.Prefer)]
    public void Nobody_tries_GSS_encryption_unless_url_or_variable_say_so(string parameters, string? variable, GssEncryptionMode mode)
    {
        if (variable is not null) _scene.Variable("PGGSSENCMODE", variable);

        Production($"database: 'postgresql://u:p@h/d{parameters}'").Database!.GssEncryptionMode.Should().Be(mode);
    }

    [Fact]
    public void The_environments_own_password_comes_before_PGPASSWORD()
    {
        _scene.Variable("PRODUCTION_DB_PASSWORD", "own").Variable("PGPASSWORD", "common");

        Production("database: { host: h, user: u }").Database!.Password.Should().Be("own");
    }

    [Theory]
    [InlineData("PRODUCTION_DB_PASSWORD")]
    [InlineData("SUPABASE_DB_PASSWORD")]
    public void Is_made_of_the_project_ref_and_a_password(string variable)
    {
        var database = _scene.Variable("PRODUCTION_PROJECT_ID", ProjectRef).Variable(variable, "p4ssword").Resolve("DeployProduction").Database!;

        (database.Host, database.Port, database.Username, database.Password, database.Database, database.SslMode)
            .Should().Be(($"db.{ProjectRef}.supabase.co", 5432, "postgres", "p4ssword", "postgres", SslMode.Require));
    }

    [Fact]
    public void Goes_through_the_session_pooler_where_one_is_named()
    {
        _scene.Variable("PRODUCTION_DB_PASSWORD", "p4ssword");

        var options = Production($"supabase: {{ projectRef: {ProjectRef}, pooler: aws-0-eu-west-2.pooler.supabase.com }}");

        (options.Database!.Host, options.Database.Port, options.Database.Username)
            .Should().Be(("aws-0-eu-west-2.pooler.supabase.com", 5432, $"postgres.{ProjectRef}"));
        options.Supabase.Url.Should().Be(new Uri($"https://{ProjectRef}.supabase.co"));
    }

    [Fact]
    public void A_project_ref_without_a_password_is_refused_by_the_variables_name() =>
        _scene.Variable("PRODUCTION_PROJECT_ID", ProjectRef).Problem("DeployProduction").Where.Should().Be("PRODUCTION_DB_PASSWORD");

    [Fact]
    public void A_wrong_project_ref_is_the_only_problem() =>
        _scene.Variable("PRODUCTION_PROJECT_ID", "Short").Problem("DeployProduction").What.Should().Be("\"Short\" is not a project ref.");

    [Theory]
    [InlineData("postgresql://postgres.abc:p4ss@aws-0-eu-west-2.pooler.supabase.com:6543/postgres")]
    [InlineData("postgresql://postgres:p4ss@db.abcdefghijklmnopqrst.supabase.co:6543/postgres")]
    public void Supabases_transaction_pooler_is_refused(string url)
    {
        var problem = _scene.Variable("PRODUCTION_DATABASE_URL", url).Problem("DeployProduction");

        problem.What.Should().Contain("transaction pooler");
        problem.Fix.Should().Contain("5432");
    }

    [Fact]
    public void Port_6543_of_another_host_is_a_port_like_any() =>
        _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://u:p@h:6543/d").Resolve("DeployProduction").Database!.Port.Should().Be(6543);

    [Theory]
    [InlineData("mysql://u:hunter22@h/d")]
    [InlineData("postgresql://u:hunter22@h:notaport/d")]
    [InlineData("hunter22")]
    [InlineData("postgresql://u:hunter22@h/d?pgbouncer=true")]
    public void A_url_that_is_none_is_refused_without_showing_it(string url)
    {
        var failure = _scene.Variable("PRODUCTION_DATABASE_URL", url).Failure("DeployProduction");

        failure.Problems.Should().ContainSingle().Which.Where.Should().Be("PRODUCTION_DATABASE_URL");
        failure.ToString().Should().NotContain("hunter22");
    }

    [Fact]
    public void A_url_in_the_file_that_is_none_is_told_with_its_line() =>
        _scene.Yaml("environments:\n  production:\n    database: nonsense").Problem("DeployProduction")
            .Where.Should().Be("lockkeeper.yaml:3 (environments.production.database)");

    [Fact]
    public void An_unset_variable_among_the_keys_is_the_only_problem() =>
        _scene.Yaml("environments:\n  production:\n    database: { host: '${NOT_SET}' }").Problem("DeployProduction")
            .Where.Should().Be("lockkeeper.yaml:3 (environments.production.database.host)");

    [Fact]
    public void A_caller_that_changes_its_copy_changes_nothing()
    {
        var options = Production("database: postgresql://u:p@h/d");
        options.Database!.Host = "elsewhere";

        options.Database.Host.Should().Be("h");
    }

    private Lockkeeper.Pipeline.Options.DeployOptions Production(string yaml) =>
        _scene.Yaml($"environments:\n  production:\n    {yaml}\n").Resolve("DeployProduction");
}
