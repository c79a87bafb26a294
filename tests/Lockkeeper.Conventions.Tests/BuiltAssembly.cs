using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Lockkeeper.Conventions.Tests;

/// <summary>What an assembly of ours refers to, read without loading it.</summary>
internal sealed class BuiltAssembly
{
    private BuiltAssembly(IReadOnlyList<string> assemblies, IReadOnlyList<string> types) => (Assemblies, Types) = (assemblies, types);

    /// <summary>Names of the assemblies that it uses.</summary>
    public IReadOnlyList<string> Assemblies { get; }

    /// <summary>Full names of the types of others that it uses.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Those of them that are no part of .NET.</summary>
    public IEnumerable<string> Strangers => Assemblies.Where(name => !name.StartsWith("System.", StringComparison.Ordinal) && name is not "Microsoft.Win32.Primitives");

    public static BuiltAssembly Read(string name)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, name + ".dll")));
        var reader = file.GetMetadataReader();
        return new BuiltAssembly(
            [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)],
            [.. reader.TypeReferences.Select(reader.GetTypeReference).Select(type => $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}")]);
    }
}
