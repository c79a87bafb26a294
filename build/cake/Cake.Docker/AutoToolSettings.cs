using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>
/// Settings whose properties are docker's options: <c>AddHost</c> is <c>--add-host</c>. What is null or false is left out.
/// </summary>
public abstract class AutoToolSettings : ToolSettings
{
    /// <summary>
    /// Names of the properties that Cake's log must not show. They are in docker's argv all the same: a secret belongs into
    /// <see cref="ToolSettings.EnvironmentVariables"/>, and its bare name into <c>Env</c>.
    /// </summary>
    public string[] SecretProperties => CollectSecretProperties();

    /// <summary>For settings that always hide something.</summary>
    protected virtual string[] CollectSecretProperties() => [];
}
