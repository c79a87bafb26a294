namespace Cake.Docker;

/// <summary>Docker tag has no options; its name is here because the package has it.</summary>
public sealed class DockerImageTagSettings : AutoToolSettings;
