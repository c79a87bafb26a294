namespace Lockkeeper.Migrations;

/// <summary>A file of the migrations folder as it was read.</summary>
/// <param name="FileName">Without its folder.</param>
/// <param name="Content">All its bytes.</param>
public sealed record MigrationSource(string FileName, byte[] Content);
