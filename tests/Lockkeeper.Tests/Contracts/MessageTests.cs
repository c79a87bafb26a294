using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using static Lockkeeper.Tests.Contracts.Scene;

namespace Lockkeeper.Tests.Contracts;

public sealed class MessageTests
{
    private const string Header = """
        -- removes: function public.f(integer)
        -- removes: table auth.users
        -- alters: table public.t
        """;

    private static readonly MigrationEffect Effect =
        MigrationEffect.Of(To([.. All.Except([F, G, Policy, Table]), Table with { Definition = "relkind=r rls=false/false" }])) with { Writes = [Writes(deleted: 2)] };

    [Fact]
    public void Shows_expected_beside_found_and_the_header_that_would_be_true()
    {
        Judge(Header, Effect).Message().ReplaceLineEndings("\n").Should().Be("""
            20250101000000_drop.sql did not do what its header declares:

                object                         declared         found
              ✓ function public.f(integer)     removes, line 1  removed
              ✗ table auth.users               removes, line 2  nothing
              ✓ table public.t                 alters, line 3   altered
              ✗ function public.f(text)        -                removed
              ✗ policy "own rows" on public.t  -                removed
              ✗ table public.t                 -                lost rows

              - function public.f(text) was removed, and the header does not declare it.
              - policy "own rows" on public.t was removed, and the header does not declare it.
              - 20250101000000_drop.sql:2: The header declares "removes: table auth.users", but it is there as before, or was not there before either (what is dropped and created again alike counts as untouched). Delete the line, or drop it.
              - table public.t lost rows, and the header does not say so: 2 rows deleted.

            If all of it is wanted, this header says so:

              -- removes: function public.f(integer)
              -- removes: function public.f(text)
              -- removes: policy "own rows" on public.t
              -- alters: table public.t
              -- loses data: public.t
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Under_the_proposed_header_the_contract_is_kept()
    {
        var verdict = Judge(Header, Effect);

        verdict.Kept.Should().BeFalse();
        Judge(verdict.Header(), Effect).Kept.Should().BeTrue();
    }

    [Fact]
    public void A_preserved_table_that_was_written_is_proposed_as_altered() =>
        Judge("", Writes(updated: 1, preserved: true)).Header().Should().Be("-- alters: table public.t");

    [Fact]
    public void No_definition_is_printed_whole()
    {
        var body = string.Join("\n", Enumerable.Repeat("select 's3cret';", 1000));
        var change = With(new CatalogFact("function", "public.f(integer)", $"owner=p CREATE OR REPLACE FUNCTION public.f(integer)\n LANGUAGE sql\nAS $function${body}$function$\n", null));

        Judge("", change).Message().Should().NotContain("s3cret").And.Contain("body changed");
    }
}
