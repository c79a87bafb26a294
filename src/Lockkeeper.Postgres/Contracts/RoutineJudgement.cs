using System.Text.RegularExpressions;
using Lockkeeper.Contracts;
using Lockkeeper.Contracts.Bodies;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>Decides which routines are broken by what is gone, from what the server says and from what their bodies name.</summary>
internal static class RoutineJudgement
{
    public static RoutineFindings Of(IReadOnlyList<RoutineBody> routines, ILookup<uint, RoutineError?> answers, IReadOnlyList<RemovedName> gone)
    {
        var (broken, notes) = (new List<BrokenRoutine>(), new List<string>());
        foreach (var routine in routines)
        {
            var mentions = BodySearch.Find(gone, routine.Text, routine.Language, routine.SearchPath, routine.Tables);
            var needs = Needs(routine, [.. answers[routine.Oid]], gone, mentions);
            if (needs.Certain.Count > 0) broken.Add(new(routine.Object, $"its body names {Places(needs.Certain)}, gone now{Callers(routine)}."));
            else if (needs.Possible.Count > 0) notes.Add($"{routine.Object} may no longer work: its body seems to name {Places(needs.Possible)}, gone now{Callers(routine)}.");
        }

        return new(broken, notes);
    }

    private static (IReadOnlyList<Need> Certain, IReadOnlyList<Need> Possible) Needs(
        RoutineBody routine, IReadOnlyList<RoutineError?> answers, IReadOnlyList<RemovedName> gone, IReadOnlyList<BodyMention> mentions)
    {
        var errors = answers.OfType<RoutineError>().ToList();
        List<Need> named =
        [
            .. from error in errors
               let name = gone.FirstOrDefault(g => IsNamed(g, error, routine.Text))
               where name is not null
               let line = error.Line ?? mentions.FirstOrDefault(m => string.Equals(m.Object, name.Object, StringComparison.Ordinal))?.Line
               select new Need(name.Object, line),
        ];
        if (named.Count > 0) return ([.. named.DistinctBy(n => n.Object, StringComparer.Ordinal)], []);
        // A checker that stumbled over something else may not have come as far.
        var isClean = answers.Count > 0 && errors.Count == 0;
        return (
            Only(mentions, m => m.IsCertain && (!isClean || IsCachedType(m, routine, gone))),
            Only(mentions, m => !m.IsCertain && (!isClean || m.InString)));
    }

    // Where the session has called the function before, PL/pgSQL holds on to the types of its variables and no checker notices.
    private static bool IsCachedType(BodyMention mention, RoutineBody routine, IReadOnlyList<RemovedName> gone) =>
        routine.Language is "plpgsql" && gone.Any(g => g.IsType && string.Equals(g.Object, mention.Object, StringComparison.Ordinal));

    // What was wrong before speaks of other names. A temporary table that the body makes itself is there only when it runs.
    private static bool IsNamed(RemovedName gone, RoutineError error, string body)
    {
        if (error.State is not ("42P01" or "42703" or "42883" or "42704" or "3F000")) return false;
        var name = Regex.Escape(gone.Column ?? gone.Name);
        var use = Matches(error.Message, @"(?:(?<of>[\w$]+)\.)?(?<![\w$])" + name + @"(?![\w$])")
            .FirstOrDefault(m => !m.Groups["of"].Success || gone.Column is not null || string.Equals(m.Groups["of"].Value, gone.Schema, StringComparison.Ordinal));
        return use is not null
            && (use.Groups["of"].Success || Matches(body, @"(?i)\btemp(?:orary)?\s+table\s+(?:if\s+not\s+exists\s+)?""?" + Regex.Escape(gone.Name) + @"(?![\w$])").Count == 0);
    }

    private static MatchCollection Matches(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static List<Need> Only(IReadOnlyList<BodyMention> mentions, Func<BodyMention, bool> wanted) =>
        [.. mentions.Where(wanted).Select(m => new Need(m.Object, m.Line))];

    private static string Places(IReadOnlyList<Need> needs) => string.Join(" and ", needs.Select(n => n.Line is null ? n.Object : $"{n.Object} in line {n.Line}"));

    private static string Callers(RoutineBody routine) => routine.Tables.Count == 0 ? "" : $"; triggers on {string.Join(", ", routine.Tables)} call it";

    /// <summary>What a body names, and the line of the body where it is known.</summary>
    private sealed record Need(string Object, int? Line);
}
