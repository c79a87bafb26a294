using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>A backup that was looked at.</summary>
public static class BackupView
{
    /// <summary>For people.</summary>
    public static string Text(BackupEvidence backup) =>
        $"{backup.Path}: {Words.Bytes(backup.Bytes)} of {backup.Target}, taken at {Words.Moment(backup.TakenAt)}: "
        + (backup.Verified ? "restored, and the same as its manifest." : "every file is the one that was written; its rows were not restored, so it is not proven.");

    /// <summary>For programs.</summary>
    public static string Json(BackupEvidence backup) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        JsonText.Target(json, backup.Target);
        json.WriteStartObject("backup");
        json.WriteString("path", backup.Path);
        json.WriteNumber("bytes", backup.Bytes);
        json.WriteString("sha256", backup.Sha256);
        json.WriteBoolean("verified", backup.Verified);
        json.WriteString("takenAt", backup.TakenAt);
        json.WriteEndObject();
        json.WriteEndObject();
    });
}
