using Lockkeeper.Pipeline.Options;
using Npgsql;

namespace Lockkeeper.Pipeline.Tests.Options;

public sealed class SampleTests : IDisposable
{
    private readonly OptionsScene _scene = new();

    public void Dispose() => _scene.Dispose();

    [Fact]
    public void Needs_nothing_for_a_rehearsal()
    {
        var options = _scene.Resolve();

        options.Target.Should().Be("Default");
        options.Environment.Should().Be("local");
        options.IsLocal.Should().BeTrue();
        options.Protected.Should().BeFalse();
        options.Database.Should().BeNull();
        options.ConfigFile.Should().BeNull();
        options.MigrationsFolder.Should().Be(Path.Combine(_scene.Root, "migrations"));
        options.ArtifactsFolder.Should().Be(Path.Combine(_scene.Root, "artifacts"));
        options.Backup.Should().Be(new BackupOptions(null, 4, 14, null));
        options.Locks.Should().Be(new LockOptions(TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)));
        options.Monitor.Should().BeEquivalentTo(
            new MonitorOptions(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(2), 3, OnFailure.Rollback) { Baseline = TimeSpan.FromSeconds(2) });
        options.Local.Should().Be(new LocalOptions(1, null, 1));
        options.Contract.Preserves.Data.Should().Equal("*");
    }

    [Fact]
    public void Deploys_to_production_with_nothing_but_its_url()
    {
        var options = _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://deployer:s3cr%2Ft@db.example.com:5433/app?sslmode=require").Resolve("DeployProduction");

        options.Environment.Should().Be("production");
        options.Protected.Should().BeTrue();
        var database = options.Database!;
        (database.Host, database.Port, database.Username, database.Password, database.Database, database.SslMode)
            .Should().Be(("db.example.com", 5433, "deployer", "s3cr/t", "app", SslMode.Require));
        options.Monitor.Bake.Should().Be(TimeSpan.FromMinutes(10));
        options.Monitor.Interval.Should().Be(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Reads_every_key_of_the_documented_sample()
    {
        _scene.Yaml(Sample)
            .Variable("PRODUCTION_SUPABASE_URL", "https://abcdefghijklmnopqrst.supabase.co")
            .Variable("PRODUCTION_PUBLISHABLE_KEY", "sb_publishable_1")
            .Variable("PRODUCTION_SECRET_KEY", "sb_secret_2")
            .Variable("PRODUCTION_PROJECT_ID", "abcdefghijklmnopqrst")
            .Variable("PRODUCTION_DATABASE_URL", "postgresql://postgres:hunter22@db.example.com/postgres");

        var options = _scene.Resolve("DeployProduction");

        options.Project.Should().Be("insurance-navigator");
        options.Supabase.Url.Should().Be(new Uri("https://abcdefghijklmnopqrst.supabase.co"));
        options.Supabase.PublishableKey.Should().Be("sb_publishable_1");
        options.Supabase.SecretKey.Should().Be("sb_secret_2");
        options.Supabase.ProjectRef.Should().Be("abcdefghijklmnopqrst");
        options.Api.Health.Should().Equal(new Uri("https://api.example.com/health"));
        options.Api.Upload.Should().Be(new Uri("https://api.example.com/upload"));
        options.Api.Worker.Should().Be(new Uri("https://api.example.com/worker"));
        options.Window!.Days.Should().Equal(DayOfWeek.Saturday, DayOfWeek.Sunday);
        (options.Window.From, options.Window.To, options.Window.TimeZone.Id).Should().Be((new TimeOnly(2, 0), new TimeOnly(5, 0), "Europe/London"));
        options.Requires.Should().Equal(new Dictionary<string, TimeSpan>(StringComparer.Ordinal) { ["staging"] = TimeSpan.FromDays(7) });
        options.Identity.SystemIdentifier.Should().Be("7412345678901234567");
        options.Contract.Preserves.Data.Should().Equal("auth.users", "documents.*", "upload_pipeline.*", "storage.buckets", "storage.objects");
        options.Monitor.Should().BeEquivalentTo(new MonitorOptions(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(10), 3, OnFailure.Rollback));
        options.Backup.EncryptTo.Should().Be("age1recipient");
        options.Database!.Host.Should().Be("db.example.com");
    }

    private const string Sample = """
        project: insurance-navigator
        migrations: migrations
        environments:
          staging:    { database: "${STAGING_DATABASE_URL}" }
          production:
            database: "${PRODUCTION_DATABASE_URL}"            # postgresql://…  or host/user/password keys
            supabase: { url: "${PRODUCTION_SUPABASE_URL}", publishableKey: "${PRODUCTION_PUBLISHABLE_KEY}", secretKey: "${PRODUCTION_SECRET_KEY}",
                        projectRef: "${PRODUCTION_PROJECT_ID}" }
            api:      { health: ["https://api.example.com/health"], upload: "https://api.example.com/upload", worker: "https://api.example.com/worker" }
            window:   { days: [sat, sun], from: "02:00", to: "05:00", timeZone: Europe/London }
            requires: { staging: 7d }
            identity: { systemIdentifier: "7412345678901234567" }
        contract:
          preserves:
            data: [auth.users, "documents.*", "upload_pipeline.*", storage.buckets, storage.objects]
        locks:    { lockTimeout: 500ms, deadline: 5m }
        monitor:  { bake: 10m, interval: 10s, failureLimit: 3, onFailure: rollback }
        backup:   { directory: backups, jobs: 4, keep: 14, encryptTo: age1recipient }
        """;
}
