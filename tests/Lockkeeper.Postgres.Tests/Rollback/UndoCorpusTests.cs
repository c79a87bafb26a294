using Lockkeeper.Failures;
using Lockkeeper.Postgres.Rollback;
using Lockkeeper.Postgres.Tests.Catalog;
using Lockkeeper.Postgres.Tests.Catalog.Pairs;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Rollback;

/// <summary>Every change of the corpus is made, committed and rolled back: afterwards catalog and rows are those of before, or nothing was done.</summary>
[Collection(PostgresCollection.Name)]
public sealed class UndoCorpusTests(PostgresFixture postgres)
{
    private const string Rows = """
        insert into app.owners select gen_random_uuid(), i || '@example.org' from generate_series(1, 20) i;
        insert into app.docs (owner, title, pages, price) select id, 'old', 7, 1.5 from app.owners;
        insert into app.events select '2026-02-01'::timestamptz + i * interval '1 day', 'e' || i from generate_series(1, 10) i;
        """;

    // What PostgreSQL has no statement for, what a role or a server belongs to, and what can be had back only by a guess.
    private static readonly string[] ForPeople =
    [
        "a partition is detached", "a generated column becomes plain", "an identity is dropped with its sequence",
        "a partition's copy of a trigger is disabled", "an enum's label is added", "an enum's label is renamed", "default privileges of all schemas change",
        "a server's option changes", "a setting of the database is set", "a role in use gets an attribute", "a role in use gets a membership",
        "a role in use gets a setting", "a cron job is added", "a privilege of the database is revoked",
    ];

    // A migration's history row is our own; one that writes the history itself is no migration.
    private static readonly ChangePair[] Pairs =
        [.. TablePairs.All, .. ColumnPairs.All, .. CodePairs.All, .. OtherPairs.All, .. UnchangedPairs.All.Where(p => p.Name is not "the history grows")];

    [PostgresFact]
    public async Task Brings_back_every_change_of_the_corpus_or_leaves_it_to_a_person()
    {
        await using var sample = await SampleSchema.CreateAsync(postgres);
        await sample.ExecuteAsync(Rows);
        var scene = await UndoScene.CreateAsync(await postgres.CreateDatabaseAsync(sample.Name));
        var first = scene;
        var told = new List<string>();
        foreach (var pair in Pairs.Where(p => p.Setup.Length == 0))
        {
            var outcome = await OutcomeAsync(scene, pair);
            if (outcome is null) continue;
            told.Add($"{pair.Name}: {outcome}");
            var next = first.Over(await postgres.CreateDatabaseAsync(sample.Name));
            if (scene != first) await scene.DisposeAsync();
            scene = next;
        }

        if (scene != first) await scene.DisposeAsync();
        await first.DisposeAsync();
        told.Should().BeEquivalentTo(ForPeople.Select(name => $"{name}: manual"));
    }

    private static async Task<string?> OutcomeAsync(UndoScene scene, ChangePair pair)
    {
        try
        {
            await scene.ApplyAsync(pair.Change);
            var before = scene.Before;
            await scene.UndoAsync();
            var differences = await scene.DifferencesAsync(before);
            return differences.Count == 0 ? null : $"WRONG {string.Join(", ", differences)}";
        }
        catch (ManualNeededException e)
        {
            return e.Steps.All(s => s.Commands.Count > 0) ? "manual" : $"WRONG no command: {string.Join("; ", e.Steps)}";
        }
        catch (DeployFailure e)
        {
            return $"FAILED {e.Code} {e.Message}";
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return $"BUG {e}";
        }
    }
}
