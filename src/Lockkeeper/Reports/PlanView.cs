using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Migrations;

namespace Lockkeeper.Reports;

/// <summary>What a deployment would apply, and what the files declare about it.</summary>
public static class PlanView
{
    /// <summary>For people.</summary>
    public static string Text(TargetIdentity target, DeploymentPlan plan)
    {
        var text = new StringBuilder().AppendLine(target.ToString());
        if (plan.Pending.Count == 0) text.AppendLine("Nothing is pending.");
        foreach (var migration in plan.Pending)
        {
            text.AppendLine($"{migration.FileName}: {migration.Statements.Count} statements"
                + (migration.RunsOutsideTransaction ? ", outside a transaction" : ", one transaction"));
            Declared(text, "removes", migration.Header.Removes);
            Declared(text, "alters", migration.Header.Alters);
            Declared(text, "loses data of", migration.Header.LosesData);
        }

        foreach (var refusal in plan.Refusals(includeOutOfOrder: false))
        {
            text.AppendLine($"A deployment would be refused. {refusal.Summary}");
            foreach (var problem in refusal.Problems) text.AppendLine($"  - {problem}");
        }

        return text.ToString().TrimEnd();
    }

    /// <summary>For programs.</summary>
    public static string Json(TargetIdentity target, DeploymentPlan plan) => JsonText.Write(json =>
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
        JsonText.Strings(json, "refusals", plan.Refusals(includeOutOfOrder: false).SelectMany(r => r.Problems).Select(p => p.ToString()));
        json.WriteEndObject();
    });

    private static void Declared(StringBuilder text, string word, IReadOnlyList<Declaration> declarations)
    {
        foreach (var declaration in declarations) text.AppendLine($"  {word,-13} {declaration.Object}");
    }
}
