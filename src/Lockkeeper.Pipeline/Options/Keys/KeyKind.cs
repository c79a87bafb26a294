namespace Lockkeeper.Pipeline.Options.Keys;

/// <summary>What a key's value has to look like.</summary>
public enum KeyKind
{
    Section,
    Environments,
    DatabaseAddress,
    Ages,
    Text,
    Secret,
    WebAddress,
    WebAddresses,
    FilePath,
    WholeNumber,
    Duration,
    Flag,
    Choice,
    Days,
    TimeOfDay,
    TimeZone,
    TablePatterns,
    ProjectRef,
    HostName,
    Digits,
    EnvironmentName,
    Hazards,
    Version,
    Versions,
    SmokeTests,
    Names,
    Values,
    Threshold,
}
