using Lockkeeper.Failures;
using Lockkeeper.Postgres.Connections;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Connections;

public sealed class ConnectionUrlTests
{
    [Fact]
    public void Reads_all_parts_of_a_URL()
    {
        var found = Read("postgresql://deployer:s3cret@db.example.com:6543/insurance?sslmode=verify-full&sslrootcert=/etc/ca.crt"
            + "&application_name=my%20app&options=-c%20search_path%3Dx&connect_timeout=7&target_session_attrs=read-write");

        found.Should().BeEquivalentTo(new
        {
            Host = "db.example.com",
            Port = 6543,
            Username = "deployer",
            Password = "s3cret",
            Database = "insurance",
            SslMode = SslMode.VerifyFull,
            RootCertificate = "/etc/ca.crt",
            ApplicationName = "my app",
            Options = "-c search_path=x",
            Timeout = 7,
        });
    }

    [Fact]
    public void Leaves_unset_what_is_not_written_so_that_variables_can_fill_it_in()
    {
        var found = Read("postgres://me@");

        (found.Host, found.Database, found.Password).Should().Be((null, null, null));
        found.ShouldSerialize("Port").Should().BeFalse();
        found.ShouldSerialize("SSL Mode").Should().BeFalse();
    }

    [Theory]
    [InlineData("postgresql://u:p%40ss%2Fw%3Ard%25@h/d", "p@ss/w:rd%")]
    [InlineData("postgresql://u:a:b@h/d", "a:b")]
    [InlineData("postgresql://u:a+b@h/d", "a+b")]
    [InlineData("postgresql://u:%C3%A9@h/d", "é")]
    [InlineData("postgresql://h/d?user=u&password=a%26b%3Dc", "a&b=c")]
    [InlineData("  postgresql://u:x;y='z\"@h/d\n", "x;y='z\"")]
    public void Decodes_the_password(string url, string password) => Read(url).Password.Should().Be(password);

    [Theory]
    [InlineData("postgresql://u@[2001:db8::1]:6000/d", "2001:db8::1", 6000)]
    [InlineData("postgresql://u@[::1]/d", "::1", 5432)]
    [InlineData("postgresql://u@/d?host=/var/run/postgresql&port=5433", "/var/run/postgresql", 5433)]
    [InlineData("postgresql://u@%2Fvar%2Frun/d", "/var/run", 5432)]
    [InlineData("postgresql:///d?host=h&user=u", "h", 5432)]
    public void Reads_every_kind_of_host(string url, string host, int port)
    {
        var found = Read(url);

        (found.Host, found.Port, found.Database, found.Username).Should().Be((host, port, "d", "u"));
    }

    [Fact]
    public void Reads_a_list_of_keywords()
    {
        var found = Read(@"host=h port = 6000 user=u dbname='my db' password='it\'s \\ here' sslmode=require");

        (found.Host, found.Port, found.Username, found.Database, found.Password, found.SslMode)
            .Should().Be(("h", 6000, "u", "my db", @"it's \ here", SslMode.Require));
    }

    [Theory]
    [InlineData("postgresql://u:planted@h/d?sslmod=require", "sslmod is unknown")]
    [InlineData("postgresql://u:planted@h/d?pgbouncer=true", "pgbouncer is unknown")]
    [InlineData("postgresql://u:planted@h/d?sslmode=on", "sslmode")]
    [InlineData("postgresql://u:planted@h:port/d", "port")]
    [InlineData("postgresql://u:planted@h:70000/d", "port")]
    [InlineData("postgresql://u:planted@h1,h2/d", "several hosts")]
    [InlineData("postgresql://u:planted@[::1/d", "bracket")]
    [InlineData("postgresql://u:planted%4@h/d", "%")]
    [InlineData("postgresql://u:planted%zz@h/d", "%")]
    [InlineData("postgresql://u:planted@more@h/d", "ends it early")]
    [InlineData("postgresql://u:plan#planted@more@h/d", "ends it early")]
    [InlineData("postgresql://u:planted/more@h/d", "ends it early")]
    [InlineData("postgresql://u:12?planted=x@h/d", "ends it early")]
    [InlineData("postgresql://u:1@2?planted=x@h/d", "ends it early")]
    [InlineData("postgresql://u:planted@h/d?connect_timeout=soon", "connect_timeout")]
    [InlineData("postgresql://u:planted@h/d?target_session_attrs=standby", "target_session_attrs")]
    [InlineData("postgresql://u:planted@h/d?planted", "no name or no value")]
    [InlineData("mysql://u:planted@h/d", "another kind")]
    [InlineData("planted", "no connection string")]
    [InlineData("host=h user=u password='planted", "not closed")]
    [InlineData("host=h user=u password=my planted", "neither")]
    public void Says_what_is_wrong_and_never_quotes_the_password(string text, string what)
    {
        var problems = new List<Problem>();

        ConnectionUrl.Parse(text, "PRODUCTION_DATABASE_URL", problems).Should().BeNull();

        problems.Should().Contain(p => p.What.Contains(what, StringComparison.Ordinal)).And.OnlyContain(p => p.Where == "PRODUCTION_DATABASE_URL" && p.Fix.Length > 0);
        string.Join('\n', problems).Should().NotContain("planted");
    }

    [Fact]
    public void Tells_all_mistakes_at_once()
    {
        var problems = new List<Problem>();

        ConnectionUrl.Parse("postgresql://u@h:x/d?sslmode=on&nope=1", "URL", problems);

        problems.Should().HaveCount(3);
    }

    private static NpgsqlConnectionStringBuilder Read(string text)
    {
        var problems = new List<Problem>();
        var found = ConnectionUrl.Parse(text, "URL", problems);
        problems.Should().BeEmpty();
        return found!;
    }
}
