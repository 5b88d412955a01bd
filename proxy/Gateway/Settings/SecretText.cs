using System.Text;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// A value that the settings name but do not hold: <c>${env:NAME}</c> or <c>${file:PATH}</c> (its text without the last line's end;
/// a relative path starts at the settings' folder).
/// </summary>
internal static class SecretText
{
    private const int MaxBytes = 64 << 10;

    public static bool IsReference(string value) => value.StartsWith("${", StringComparison.Ordinal) && value.EndsWith('}');

    /// <summary>The file that a reference names; null: it names none.</summary>
    public static string? FileOf(Text reference) =>
        reference.Value.StartsWith("${file:", StringComparison.Ordinal) && reference.Value.Length > "${file:}".Length ? reference.Value["${file:".Length..^1] : null;

    /// <summary>Null, and a problem, where the reference leads nowhere. The problem quotes nothing of the secret.</summary>
    public static string? Resolve(Text reference, string folder, SourceFiles sources, ProblemList problems)
    {
        var inner = reference.Value[2..^1];
        var colon = inner.IndexOf(':', StringComparison.Ordinal);
        var (kind, name) = colon < 0 ? (inner, "") : (inner[..colon], inner[(colon + 1)..]);
        switch (kind)
        {
            case "env" when name.Length > 0:
                if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                    return value;
                problems.Error(reference.Place, $"The environment variable {name} is not set; set it for the proxy's process.");
                return null;
            case "file" when name.Length > 0:
                sources.Add(Path.Combine(folder, name));
                return Read(reference.Place, Path.Combine(folder, name), problems);
            default:
                problems.Error(reference.Place, "A reference is ${env:NAME} or ${file:PATH}.");
                return null;
        }
    }

    private static string? Read(Place place, string path, ProblemList problems)
    {
        try
        {
            if (new FileInfo(path).Length > MaxBytes)
                throw new IOException("The file is too large for a secret.");
            var text = File.ReadAllText(path, Encoding.UTF8).TrimEnd('\r', '\n');
            if (text.Length > 0)
                return text;
            problems.Error(place, $"The file {path} is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Error(place, $"The file {path} can't be read: {e.Message}");
        }

        return null;
    }
}
