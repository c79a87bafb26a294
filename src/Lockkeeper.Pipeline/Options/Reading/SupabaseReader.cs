using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Reads what belongs to the Supabase project beside the database.</summary>
internal sealed class SupabaseReader(OptionSources sources, SettingTable table, EnvironmentInUse environment, List<Problem> problems)
{
    private const string TokenVariable = "SUPABASE_ACCESS_TOKEN";

    private readonly TypedReader _read = new(table);

    public SupabaseOptions Read()
    {
        var projectRef = _read.Text("environment.supabase.projectRef");
        return new SupabaseOptions(
            _read.Address("environment.supabase.url") ?? (projectRef is null ? null : new Uri($"https://{projectRef}.supabase.co")),
            _read.Text("environment.supabase.publishableKey")?.Trim(),
            _read.Text("environment.supabase.secretKey")?.Trim(),
            projectRef,
            Token(projectRef))
        {
            Pooled = new PoolerReader(table, problems).Read(),
            Management = _read.Address("environment.supabase.managementUrl"),
        };
    }

    // The variable is a standing one of Supabase's own tools: what is wrong with it matters only where we would use it.
    private string? Token(string? projectRef)
    {
        if (ConnectionDefaults.Variable(sources, TokenVariable)?.Trim() is not { Length: > 0 } token)
            return null;
        table.Secrets.Add(token);
        if (projectRef is not null && !environment.IsLocal && !environment.Offline && ServiceRules.Token(token) is { } mistake)
            problems.Add(new Problem(TokenVariable, mistake.What, mistake.Fix));
        return token;
    }
}
