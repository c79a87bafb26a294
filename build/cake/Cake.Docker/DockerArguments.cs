using System.Globalization;
using System.Reflection;
using System.Text;
using Cake.Core;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.Docker;

/// <summary>Writes a docker command line, quoted as Cake.Docker quotes it.</summary>
internal static class DockerArguments
{
    /// <summary>
    /// Appends a command, the options that are set in the order of their declaration, and what follows them. Option values are
    /// quoted; <paramref name="operands"/> are not, so whoever passes one with a space brings the quotes, as with the package.
    /// </summary>
    public static ProcessArgumentBuilder Command(
        this ProcessArgumentBuilder builder, string command, AutoToolSettings settings, params IEnumerable<string> operands)
    {
        builder.Append(command);
        foreach (var property in settings.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            // What the base classes declare is about the process, not about docker.
            if (property.DeclaringType == typeof(AutoToolSettings) || property.DeclaringType == typeof(ToolSettings))
                continue;
            var secret = settings.SecretProperties.Contains(property.Name, StringComparer.Ordinal);
            builder.Option(Name(property.Name), property.GetValue(settings), secret);
        }

        foreach (var operand in operands)
            builder.Append(operand);
        return builder;
    }

    private static void Option(this ProcessArgumentBuilder builder, string name, object? value, bool secret)
    {
        switch (value)
        {
            case null or false or "":
                break;
            case true:
                builder.Append(name);
                break;
            case string[] texts:
                foreach (var text in texts)
                    builder.Option(name, text, secret);
                break;
            case string text when secret:
                builder.Append(name).AppendQuotedSecret(text);
                break;
            case string text:
                builder.Append(name).AppendQuoted(text);
                break;
            default:
                builder.Append(name).Append(Convert.ToString(value, CultureInfo.InvariantCulture)!);
                break;
        }
    }

    private static string Name(string property)
    {
        var name = new StringBuilder("-");
        foreach (var letter in property)
        {
            if (char.IsUpper(letter))
                name.Append('-');
            name.Append(char.ToLowerInvariant(letter));
        }

        return name.ToString();
    }
}
