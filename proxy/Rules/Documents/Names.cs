namespace Compliance.Rules.Documents;

/// <summary>Ids and names go into audit events and metrics, so they are short and plain.</summary>
internal static class Names
{
    /// <summary>The same as a regular expression.</summary>
    internal const string Pattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

    private const int MaxLength = 64;

    internal static void Check(Text? name, string what, ProblemList problems)
    {
        if (name is { } text && !IsPlain(text.Value))
            problems.Error(text.Place, $"The {what} is made of letters, digits, '.', '_' and '-', at most {MaxLength}, and begins with a letter or digit.");
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
