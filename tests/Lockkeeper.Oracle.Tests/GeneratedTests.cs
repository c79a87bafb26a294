using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Oracle.Tests;

public class GeneratedTests
{
    private const int Scripts = 6000;

    [OracleFact]
    public void Splits_thousands_of_nasty_scripts_as_PostgreSQL_does()
    {
        var accepted = 0;
        for (var seed = 0; seed < Scripts; seed++)
            accepted += Same(new Fragments(seed).Script(), seed) ? 1 : 0;

        // Or else the grammar refused what was generated, and nothing was compared.
        accepted.Should().BeGreaterThan(Scripts * 8 / 10);
    }

    [OracleFact]
    public void Splits_damaged_scripts_that_are_still_valid_as_PostgreSQL_does_and_finds_all_that_is_never_closed()
    {
        var (accepted, unclosed) = (0, 0);
        for (var seed = 0; seed < Scripts; seed++)
        {
            var script = new Fragments(seed).Damaged();
            var error = PgQuery.SplitWithScanner(Encoding.UTF8.GetBytes(script)).Error;
            if (error?.StartsWith("unterminated", StringComparison.Ordinal) == true)
            {
                unclosed++;
                SqlSplitter.Split(script).Problems.Should().NotBeEmpty("seed {0}: {1} in\n{2}", seed, error, script);
            }
            else
            {
                accepted += Same(script, seed) ? 1 : 0;
            }
        }

        accepted.Should().BeGreaterThan(Scripts / 10);
        unclosed.Should().BeGreaterThan(Scripts / 10);
    }

    private static bool Same(string script, int seed)
    {
        var sql = Encoding.UTF8.GetBytes(script);
        var (statements, error) = PgQuery.SplitWithParser(sql);
        if (error is not null)
            return false;
        Agreement.Ours(sql).Should().Equal(Agreement.Trimmed(statements), "seed {0}:\n{1}", seed, script);
        return true;
    }
}
