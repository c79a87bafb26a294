namespace Lockkeeper.Evidence;

/// <summary>Row count and content digest of one table at one moment.</summary>
/// <param name="Table">Qualified name, quoted where PostgreSQL would quote it.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Digest">
/// The sum of 64-bit hashes of the rows, in decimal digits: independent of their order. Comparable only between servers of one
/// major version and architecture. Equal digests make equal content very likely; they are no proof against someone who forges rows.
/// </param>
public sealed record TableDigest(string Table, long Rows, string Digest);
