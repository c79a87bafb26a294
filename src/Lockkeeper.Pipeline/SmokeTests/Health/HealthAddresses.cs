namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>The product's own health addresses.</summary>
internal static class HealthAddresses
{
    private const int LongestBody = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A sentence for each that does not answer with 200.</summary>
    public static async Task<IReadOnlyList<string>> FailuresAsync(SmokeRun run, IReadOnlyList<Uri> addresses)
    {
        using var http = ProductHttp.Create(Patience);
        var answers = await Task.WhenAll(addresses.Select(a => AskAsync(http, a, run.Token)));
        foreach (var (address, answer) in addresses.Zip(answers)) run.Saw($"GET {ProductHttp.Shown(address)}: {answer ?? "200"}");
        return
        [
            .. addresses.Zip(answers).Where(a => a.Second is not null)
                .Select(a => $"{ProductHttp.Shown(a.First)} answers {a.Second}. Likely cause: the product's service is down or lost its database. Next: look at its log"),
        ];
    }

    // Null: 200.
    private static async Task<string?> AskAsync(HttpClient http, Uri address, CancellationToken token)
    {
        try
        {
            using var answer = await http.GetAsync(address, token);
            if ((int)answer.StatusCode == 200) return null;
            var body = (await answer.Content.ReadAsStringAsync(token)).ReplaceLineEndings(" ").Trim();
            return $"{(int)answer.StatusCode}{(body.Length == 0 ? "" : $" \"{(body.Length > LongestBody ? $"{body[..LongestBody]}…" : body)}\"")}";
        }
        catch (HttpRequestException e)
        {
            return $"nothing ({e.Message})";
        }
        catch (TaskCanceledException) when (!token.IsCancellationRequested)
        {
            return $"nothing within {Patience.TotalSeconds:0} s";
        }
    }
}
