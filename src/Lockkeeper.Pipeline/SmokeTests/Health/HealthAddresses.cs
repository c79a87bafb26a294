namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>The product's own health addresses.</summary>
internal static class HealthAddresses
{
    private const int LongestBody = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Those that do not answer with success (2xx), which is what the monitor holds them to as well.</summary>
    public static async Task<IReadOnlyList<SmokeFinding>> FailuresAsync(SmokeRun run, IReadOnlyList<Uri> addresses)
    {
        using var http = ProductHttp.Create(Patience);
        var answers = await Task.WhenAll(addresses.Select(a => AskAsync(http, a, run)));
        foreach (var (address, answer) in addresses.Zip(answers)) run.Saw($"GET {ProductHttp.Shown(address)}: {answer.Shown}");
        return
        [
            .. addresses.Zip(answers).Where(a => !a.Second.IsHealthy)
                .Select(a => new SmokeFinding($"{ProductHttp.Shown(a.First)} answers {a.Second.Shown}", "the product's service is down or lost its database", "look at its log")),
        ];
    }

    private static async Task<(bool IsHealthy, string Shown)> AskAsync(HttpClient http, Uri address, SmokeRun run)
    {
        try
        {
            using var answer = await http.GetAsync(address, run.Token);
            var status = $"{(int)answer.StatusCode}";
            return answer.IsSuccessStatusCode ? (true, status) : (false, $"{status}{await ProductHttp.WordsAsync(answer, run, LongestBody)}");
        }
        catch (HttpRequestException e)
        {
            return (false, $"nothing ({e.Message})");
        }
        catch (TaskCanceledException) when (!run.Token.IsCancellationRequested)
        {
            return (false, $"nothing within {Patience.TotalSeconds:0} s");
        }
    }
}
