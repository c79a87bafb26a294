using Lockkeeper.Migrations;

namespace Lockkeeper.Tests.Migrations;

/// <summary>What is known of a statement that runs outside a transaction, by its text alone.</summary>
public class StandaloneStatementTests
{
    [Theory]
    [InlineData("create index concurrently i on t (a)", true)]
    [InlineData("drop index concurrently i", true)]
    [InlineData("reindex table concurrently t", true)]
    [InlineData("reindex (verbose, concurrently) schema s", true)]
    [InlineData("reindex (concurrently on) index i", true)]
    [InlineData("reindex (concurrently false) schema s", false)]
    [InlineData("reindex schema s", false)]
    [InlineData("reindex database d", false)]
    [InlineData("vacuum t", true)]
    [InlineData("vacuum (analyze, parallel 2) t", true)]
    [InlineData("vacuum \"full\"", true)]
    [InlineData("vacuum full t", false)]
    [InlineData("vacuum (analyze, full) t", false)]
    [InlineData("cluster", false)]
    [InlineData("alter table p detach partition q concurrently", false)]
    [InlineData("alter system set work_mem = '8MB'", false)]
    [InlineData("create database d", false)]
    public void Only_what_makes_nobody_queue_behind_it_may_wait_and_work_as_long_as_it_takes(string sql, bool blocksNobody) =>
        StandaloneLocks.BlockNobody(Migration(sql)).Should().Be(blocksNobody);

    [Fact]
    public void A_file_inside_a_transaction_is_never_one_that_blocks_nobody() => StandaloneLocks.BlockNobody(Migration("select 1")).Should().BeFalse();

    [Theory]
    [InlineData("create database d owner o", EffectAction.Create, "database", "d", "", false)]
    [InlineData("drop database if exists \"D x\" (force)", EffectAction.Drop, "database", "\"D x\"", "", true)]
    [InlineData("create tablespace ts location '/x'", EffectAction.Create, "tablespace", "ts", "", false)]
    [InlineData("drop subscription if exists s cascade", EffectAction.Drop, "subscription", "s", "", true)]
    [InlineData("/* why */ drop index concurrently s.i -- so", EffectAction.Drop, "index", "s.i", "", false)]
    [InlineData("alter table if exists only \"S\".p detach partition s.q concurrently", EffectAction.Detach, "partition", "s.q", "\"S\".p", false)]
    [InlineData("alter subscription s add publication p, q", EffectAction.Create, "publication", "p", "s", false)]
    [InlineData("alter subscription s drop publication p", EffectAction.Drop, "publication", "p", "s", false)]
    public void What_it_makes_or_takes_away_is_known(string sql, EffectAction action, string kind, string name, string parent, bool ifExists) =>
        StandaloneEffect.Parse(Migration(sql).Statements[0]).Should().Be(new StandaloneEffect(action, kind, name) { Parent = parent, IfExists = ifExists });

    [Theory]
    [InlineData("vacuum t")]
    [InlineData("drop table t")]
    [InlineData("alter table p detach partition q")]
    [InlineData("alter table p detach partition q finalize")]
    [InlineData("drop database U&\"d\\0061\"")]
    public void Of_others_nothing_is_claimed(string sql) => StandaloneEffect.Parse(Migration(sql).Statements[0]).Should().BeNull();

    [Theory]
    [InlineData("-- why\ncreate index concurrently on t (a)", 2)]
    [InlineData("create unique index concurrently if not exists on t (a)", 1)]
    public void An_index_without_a_name_is_refused_with_its_line(string sql, int line)
    {
        var problem = Migration(sql).Problems.Should().ContainSingle().Subject;

        problem.Where.Should().Be($"20240101000000_a.sql:{line}");
        problem.Fix.Should().Be("Give the index a name.");
    }

    [Theory]
    [InlineData("create index on t (a)")]
    [InlineData("create index concurrently \"on\" on t (a)")]
    [InlineData("create index concurrently U&\"i\" on t (a)")]
    public void With_a_name_or_inside_a_transaction_it_is_not(string sql) => Migration(sql).Problems.Should().BeEmpty();

    private static Migration Migration(string sql) => Files.Folder(("20240101000000_a.sql", sql)).Migrations[0];
}
