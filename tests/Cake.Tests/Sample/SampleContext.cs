using Cake.Core;
using Cake.Frosting;

namespace Sample;

public sealed class SampleContext(ICakeContext context) : FrostingContext(context)
{
    public int TasksSeen { get; set; }

    /// <summary>A mark that the tests look for: a line of its own on standard output.</summary>
    public static void Mark(string text) => Console.WriteLine("> " + text);
}
