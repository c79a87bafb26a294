using System.Net.Http.Headers;
using Lockkeeper.Pipeline.SmokeTests.Users;

namespace Lockkeeper.Pipeline.SmokeTests.Documents;

/// <summary>The product's own way to upload a document: a form with the file, in the user's name.</summary>
internal static class ProductUpload
{
    private const int LongestBody = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(SmokeRun run, Uri address, UploadPlan plan, LoggedIn owner)
    {
        // Its content must be another one: products tell files by their hash.
        var file = SampleFile.For(plan.Bucket.MimeTypes, $"{SmokeNames.Prefix}{run.Names.Id}-product")!;
        using var http = ProductHttp.Create(Patience);
        using var content = new ByteArrayContent(file.Bytes) { Headers = { ContentType = new MediaTypeHeaderValue(file.ContentType) } };
        using var form = new MultipartFormDataContent { { content, "file", run.Names.FileName(file.Extension) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form, Headers = { Authorization = new("Bearer", owner.Token) } };
        var answer = await AnswerAsync(http, request, run);
        if (answer is { } wrong)
            throw SmokeStop.Failed($"POST {ProductHttp.Shown(address)} with a user's document answers {wrong}", "the product's upload does not get on with the schema, or is down", "look at its log");
        run.Saw($"POST {ProductHttp.Shown(address)}, a form with the file, in the user's name: accepted");
    }

    // Null: accepted.
    private static async Task<string?> AnswerAsync(HttpClient http, HttpRequestMessage request, SmokeRun run)
    {
        try
        {
            using var answer = await http.SendAsync(request, run.Token);
            return answer.IsSuccessStatusCode ? null : $"{(int)answer.StatusCode}{await ProductHttp.WordsAsync(answer, run, LongestBody)}";
        }
        catch (HttpRequestException e)
        {
            return $"nothing ({e.Message})";
        }
        catch (TaskCanceledException) when (!run.Token.IsCancellationRequested)
        {
            return $"nothing within {Patience.TotalSeconds:0} s";
        }
    }
}
