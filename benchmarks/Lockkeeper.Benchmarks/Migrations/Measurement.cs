using Lockkeeper.Benchmarks.Network;

namespace Lockkeeper.Benchmarks.Migrations;

/// <summary>One cell of the table.</summary>
/// <param name="Program">Who.</param>
/// <param name="Count">How many migrations.</param>
/// <param name="OnDisk">Whether the server's files are on a disk; else in memory.</param>
/// <param name="RoundTrip">The network's, in milliseconds.</param>
/// <param name="Fresh">On an empty database; else with nothing to do.</param>
/// <param name="Seconds">The median; null where it was not measured.</param>
/// <param name="Note">Why not, or what else was seen.</param>
/// <param name="Traffic">What went over the network.</param>
internal sealed record Measurement(string Program, int Count, bool OnDisk, int RoundTrip, bool Fresh, double? Seconds, string? Note, Traffic? Traffic);
