namespace Lockkeeper.Pipeline.NewMigration;

/// <summary>What a new file holds: how to declare, as comments that declare nothing yet.</summary>
internal static class MigrationTemplate
{
    /// <summary>Until it holds a statement, the folder is refused: an empty migration is never applied by mistake.</summary>
    public const string Text = """
        -- Name below what this file takes away or alters, one object a line without the inner dashes; additions need no declaration.
        -- -- removes: table public.example
        -- -- removes: function public.example(integer, text)
        -- -- alters:  table public.example
        -- -- loses data: public.example
        -- The file is one transaction: write no BEGIN and no COMMIT. CREATE INDEX CONCURRENTLY and its like need a file of their own.


        """;
}
