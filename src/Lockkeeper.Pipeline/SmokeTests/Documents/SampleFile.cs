using System.Security.Cryptography;
using System.Text;

namespace Lockkeeper.Pipeline.SmokeTests.Documents;

/// <summary>A small file that is really of its type: a worker may want to read it.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="ContentType">Its MIME type.</param>
/// <param name="Extension">Without the dot.</param>
internal sealed record SampleFile(byte[] Bytes, string ContentType, string Extension)
{
    // The smallest there is: one transparent pixel.
    private const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    /// <summary>In small hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Bytes));

    /// <summary>A file that a bucket takes, a PDF if it may be; null where it takes none of ours.</summary>
    /// <param name="allowed">The bucket's MIME types; null: all.</param>
    /// <param name="text">Stands in it where there is room for text.</param>
    public static SampleFile? For(IReadOnlyList<string>? allowed, string text)
    {
        SampleFile[] known =
        [
            new(Pdf(text), "application/pdf", "pdf"),
            new(Encoding.UTF8.GetBytes($"{text}\n"), "text/plain", "txt"),
            new(Convert.FromBase64String(Pixel), "image/png", "png"),
            new(Encoding.UTF8.GetBytes($$"""{"from":"{{text}}"}"""), "application/json", "json"),
            new(Encoding.UTF8.GetBytes($"# {text}\n"), "text/markdown", "md"),
            new(Encoding.UTF8.GetBytes($"name\n{text}\n"), "text/csv", "csv"),
            new(Encoding.UTF8.GetBytes(text), "application/octet-stream", "bin"),
        ];
        return allowed is null or { Count: 0 } ? known[0] : Array.Find(known, file => allowed.Any(a => Allows(a, file.ContentType)));
    }

    private static bool Allows(string pattern, string type) =>
        pattern is "*/*" || string.Equals(pattern, type, StringComparison.OrdinalIgnoreCase)
        || (pattern.EndsWith("/*", StringComparison.Ordinal) && type.StartsWith(pattern[..^1], StringComparison.OrdinalIgnoreCase));

    private static byte[] Pdf(string text)
    {
        var content = $"BT /F1 12 Tf 72 720 Td ({text}) Tj ET";
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            $"<</Length {content.Length}>>stream\n{content}\nendstream",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var places = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            places.Add(pdf.Length);
            pdf.Append($"{i + 1} 0 obj{objects[i]}endobj\n");
        }

        var table = pdf.Length;
        pdf.Append($"xref\n0 {objects.Length + 1}\n0000000000 65535 f \n");
        foreach (var place in places) pdf.Append($"{place:D10} 00000 n \n");
        pdf.Append($"trailer<</Size {objects.Length + 1}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }
}
