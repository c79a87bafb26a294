using System.Text;

namespace Lockkeeper.Oracle.Tests;

public class CorpusTests
{
    [OracleFact]
    public void Splits_the_hand_made_corpus_as_PostgreSQL_does()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.sql");
        files.Should().HaveCountGreaterThan(5);
        foreach (var file in files)
            Agreement.OnValid(File.ReadAllBytes(file), Path.GetFileName(file));
    }

    [OracleFact]
    public void Splits_the_corpus_alike_with_CRLF_line_endings()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.sql"))
            Agreement.OnValid(Encoding.UTF8.GetBytes(File.ReadAllText(file).ReplaceLineEndings("\r\n")), Path.GetFileName(file));
    }

    [OracleFact]
    public void Splits_the_projects_own_migrations_as_PostgreSQL_does()
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Migrations"), "*.sql");
        files.Should().NotBeEmpty();
        foreach (var file in files)
            Agreement.OnValid(File.ReadAllBytes(file), Path.GetFileName(file));
    }
}
