namespace Lockkeeper.Contracts;

/// <summary>Why a declaration was found untrue.</summary>
internal static class NotDone
{
    public static ContractFinding Explain(Declared declaration, string fileName, Coverage coverage) =>
        new(ContractFindingKind.DeclaredButNotDone, declaration.Text,
            $"The header declares \"{Declared.Word(declaration.Verb)}: {declaration.Text}\", but {Reason(declaration, coverage)}")
        { Where = $"{fileName}:{declaration.Line}" };

    private static string Reason(Declared declaration, Coverage coverage)
    {
        if (coverage.IsAmbiguous(declaration)) return "several objects of that name changed. Write the argument types.";
        if (coverage.Named(declaration) is not { } detail)
        {
            return declaration.Verb == DeclaredVerb.Removes
                ? "it is there as before, or was not there before either (what is dropped and created again alike counts as untouched). Delete the line, or drop it."
                : "nothing about it changed. Delete the line, or make the change.";
        }

        return (detail.Before, detail.After) switch
        {
            (null, _) => "it is new, and what is new needs no declaration. Delete the line.",
            (_, null) => $"it was removed. Write \"-- removes: {detail.Fact}\".",
            _ => $"it is still there, with another definition. Write \"-- alters: {detail.Fact}\".",
        };
    }
}
