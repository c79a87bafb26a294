namespace Lockkeeper.Migrations;

/// <summary>A text of SQL, cut into its statements.</summary>
/// <param name="Statements">In order; empty statements are left out.</param>
/// <param name="Problems">What makes it unfit for a migration, in order; with any of them the statements are not to be trusted.</param>
public sealed record SqlScript(IReadOnlyList<SqlStatement> Statements, IReadOnlyList<SqlProblem> Problems);

/// <summary>One thing that is wrong with a text of SQL.</summary>
/// <param name="Line">The line on which it begins, from 1.</param>
/// <param name="What">What is wrong.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record SqlProblem(int Line, string What, string Fix);
