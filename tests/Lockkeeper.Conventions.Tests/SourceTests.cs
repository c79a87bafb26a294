using System.Text.RegularExpressions;
using Lockkeeper.Failures;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Lockkeeper.Conventions.Tests;

/// <summary>How the sources are written.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void Files_are_small()
    {
        var sizes = Repository.ProductFiles.Select(path => (Path: path, Lines: Repository.LinesOf(path))).OrderBy(file => file.Lines).ToList();

        sizes.Should().HaveCountGreaterThan(100);
        sizes.Where(file => file.Lines > 300).Should().BeEmpty();
        sizes[(int)(sizes.Count * 0.9)].Lines.Should().BeLessThanOrEqualTo(150, "nine tenths of the files are at most that long");
        sizes[sizes.Count / 2].Lines.Should().BeLessThanOrEqualTo(60, "this is the median");
    }

    [Fact]
    public void Methods_have_at_most_forty_lines_of_code() =>
        (from tree in Repository.Product
         from node in tree.GetRoot().DescendantNodes()
         where node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax
         let lines = CodeLines(node)
         where lines > 40
         select $"{tree.FilePath}:{Line(node)}: {lines} lines").Should().BeEmpty();

    [Fact]
    public void No_interface_has_a_single_implementation()
    {
        var bases = Repository.Src.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseListSyntax>())
            .SelectMany(list => list.Types.Select(type => type.Type.ToString().Split('<')[0].Split('.')[^1])).ToLookup(name => name, StringComparer.Ordinal);

        (from tree in Repository.Src
         from type in tree.GetRoot().DescendantNodes().OfType<InterfaceDeclarationSyntax>()
         where bases[type.Identifier.Text].Count() < 2
         select $"{tree.FilePath}:{Line(type)}: {type.Identifier.Text}").Should().BeEmpty();
    }

    [Fact]
    public void Every_public_type_says_what_it_is() =>
        (from tree in Repository.Src
         from type in tree.GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
         where type is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
         where IsPublic(type) && !IsDescribed(type)
         select $"{tree.FilePath}:{Line(type)}").Should().BeEmpty();

    [Fact]
    public void Every_failure_code_can_happen()
    {
        var used = Repository.Product.Where(tree => !tree.FilePath.EndsWith("/FailureCode.cs", StringComparison.Ordinal))
            .SelectMany(tree => FailureCodeUse().Matches(tree.ToString())).Select(match => match.Groups["code"].Value).ToHashSet(StringComparer.Ordinal);

        Enum.GetNames<FailureCode>().Except(used, StringComparer.Ordinal).Should().BeEmpty();
    }

    [Fact]
    public void A_namespace_is_where_its_folder_is() =>
        (from tree in Repository.Src
         let declared = tree.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>().Select(n => n.Name.ToString()).FirstOrDefault()
         let expected = Path.GetDirectoryName(tree.FilePath)!["src/".Length..].Replace('/', '.')
         where declared is not null && !string.Equals(declared, expected, StringComparison.Ordinal)
         select $"{tree.FilePath}: {declared}").Should().BeEmpty();

    // Braces alone, comments and blank lines are no code, and a text of another language inside a string is one line of ours.
    private static int CodeLines(SyntaxNode node) =>
        node.DescendantTokens().Where(token => !token.IsKind(SyntaxKind.OpenBraceToken) && !token.IsKind(SyntaxKind.CloseBraceToken))
            .Select(token => token.GetLocation().GetLineSpan().StartLinePosition.Line).Distinct().Count();

    private static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;

    private static bool IsPublic(MemberDeclarationSyntax type) =>
        type.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().Where(member => member is not BaseNamespaceDeclarationSyntax)
            .All(member => member.Modifiers.Any(SyntaxKind.PublicKeyword));

    // The other parts of a partial type say with <content> what they hold.
    private static bool IsDescribed(MemberDeclarationSyntax type) =>
        type.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>()
            .SelectMany(comment => comment.Content.OfType<XmlElementSyntax>())
            .Any(element => element.StartTag.Name.ToString() is "summary" or "content" && element.Content.ToString().Trim().Length > 5)
        || (type.Modifiers.Any(SyntaxKind.PartialKeyword) && Repository.Src.SelectMany(tree => tree.GetRoot().DescendantNodes().OfType<BaseTypeDeclarationSyntax>())
            .Any(other => other != type && string.Equals(other.Identifier.Text, (type as BaseTypeDeclarationSyntax)?.Identifier.Text, StringComparison.Ordinal)
                && other.GetLeadingTrivia().ToFullString().Contains("<summary>", StringComparison.Ordinal)));

    [GeneratedRegex(@"FailureCode\.(?<code>\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FailureCodeUse();
}
