namespace Compliance.Settings;

/// <summary>Values that stand elsewhere: <c>${env:NAME}</c> and <c>${file:PATH}</c>, each as a whole value.</summary>
internal static class Secrets
{
    public static bool IsReference(string text) => text.StartsWith("${", StringComparison.Ordinal) && text.EndsWith('}');

    /// <summary>The text itself, or what it refers to; null and a problem if that is not there.</summary>
    public static string? Resolve(string text, Action<string> problem)
    {
        if (!IsReference(text))
            return text;
        var inner = text[2..^1];
        if (inner.StartsWith("env:", StringComparison.Ordinal))
            return FromEnvironment(inner[4..], problem);
        if (inner.StartsWith("file:", StringComparison.Ordinal))
            return FromFile(inner[5..], problem);
        problem("a reference is written ${env:NAME} or ${file:PATH}.");
        return null;
    }

    private static string? FromEnvironment(string name, Action<string> problem)
    {
        if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
            return value;
        problem($"the environment variable {name} is not set.");
        return null;
    }

    private static string? FromFile(string path, Action<string> problem)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem($"the file {path} cannot be read.");
            return null;
        }
    }
}
