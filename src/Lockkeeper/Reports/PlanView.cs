using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Reports;

/// <summary>What a deployment would apply, and what the files declare about it.</summary>
public static class PlanView
{
    /// <summary>For people.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plan">What is pending, and why it may not be applied.</param>
    /// <param name="contract">What the contract says of this target; null where its catalog was not read.</param>
    /// <param name="includeOutOfOrder">Whether pending migrations older than applied ones are wanted.</param>
    public static string Text(TargetIdentity target, DeploymentPlan plan, PlannedContract? contract = null, bool includeOutOfOrder = false)
    {
        var text = new StringBuilder().AppendLine(target.ToString());
        if (plan.Pending.Count == 0) text.AppendLine("Nothing is pending.");
        foreach (var migration in plan.Pending)
        {
            text.AppendLine($"{migration.FileName}: {migration.Statements.Count} statements"
                + (migration.RunsOutsideTransaction ? ", outside a transaction" : ", one transaction"));
            foreach (var sentence in ContractWords.Of(migration)) text.AppendLine($"  {sentence}");
        }

        if (plan.Pending.Count > 0 && contract is not null) text.AppendLine(ContractWords.Preserved(contract.Preserves));
        foreach (var refusal in plan.Refusals(includeOutOfOrder)) Refused(text, refusal.Summary, refusal.Problems);
        if (contract is { Problems.Count: > 0 }) Refused(text, "Headers name what the target does not have:", contract.Problems);
        return text.ToString().TrimEnd();
    }

    /// <summary>For programs.</summary>
    /// <param name="target">The target.</param>
    /// <param name="plan">What is pending, and why it may not be applied.</param>
    /// <param name="contract">What the contract says of this target; null where its catalog was not read.</param>
    /// <param name="includeOutOfOrder">Whether pending migrations older than applied ones are wanted.</param>
    public static string Json(TargetIdentity target, DeploymentPlan plan, PlannedContract? contract = null, bool includeOutOfOrder = false) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        JsonText.Target(json, target);
        json.WriteStartArray("pending");
        foreach (var migration in plan.Pending)
        {
            json.WriteStartObject();
            json.WriteString("version", migration.Version);
            json.WriteString("name", migration.Name);
            json.WriteString("sha256", migration.Sha256);
            json.WriteNumber("statements", migration.Statements.Count);
            json.WriteBoolean("transactional", !migration.RunsOutsideTransaction);
            JsonText.Strings(json, "removes", migration.Header.Removes.Select(d => d.Object));
            JsonText.Strings(json, "alters", migration.Header.Alters.Select(d => d.Object));
            JsonText.Strings(json, "losesData", migration.Header.LosesData.Select(d => d.Object));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (contract is not null) JsonText.Strings(json, "preserves", contract.Preserves);
        JsonText.Strings(json, "refusals", plan.Refusals(includeOutOfOrder).SelectMany(r => r.Problems)
            .Concat(contract?.Problems ?? []).Select(p => p.ToString()));
        json.WriteEndObject();
    });

    /// <summary>What ends a look at a plan that no deployment would take; null where one would. The findings themselves are in the view.</summary>
    public static DeployFailure? Refusal(DeploymentPlan plan, PlannedContract? contract, bool includeOutOfOrder)
    {
        var refusals = plan.Refusals(includeOutOfOrder);
        var count = refusals.Sum(r => r.Problems.Count) + (contract?.Problems.Count ?? 0);
        return count == 0
            ? null
            : DeployFailure.Refused(
                refusals.Count > 0 ? refusals[0].Code : FailureCode.ContractHeader,
                $"A deployment would be refused for {(count == 1 ? "the reason" : $"the {count} reasons")} listed above.",
                refusals.Count > 0 ? refusals[0].Next : "Correct the headers and run the same command again; nothing was touched.");
    }

    private static void Refused(StringBuilder text, string summary, IReadOnlyList<Problem> problems)
    {
        text.AppendLine($"A deployment would be refused. {summary}");
        foreach (var problem in problems) text.AppendLine($"  - {problem}");
    }
}

/// <summary>What the contract says of one target before anything is applied.</summary>
/// <param name="Preserves">The patterns of contract.preserves.data; none where every table is preserved that no migration declares.</param>
/// <param name="Problems">What <see cref="Contracts.Contract.Unknown"/> found.</param>
public sealed record PlannedContract(IReadOnlyList<string> Preserves, IReadOnlyList<Problem> Problems);
