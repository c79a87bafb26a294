using System.Reflection;
using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>What <see cref="ServiceCollectionExtensions.UseWorkingDirectory"/> left behind.</summary>
internal sealed record WorkingFolder(DirectoryPath Path);

/// <summary>What <see cref="ServiceCollectionExtensions.UseCakeSetting"/> left behind.</summary>
internal sealed record CakeSetting(string Key, string Value);

/// <summary>What <see cref="CakeHost.AddAssembly"/> left behind.</summary>
internal sealed record TaskAssembly(Assembly Assembly);
