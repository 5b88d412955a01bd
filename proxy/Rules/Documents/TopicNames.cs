namespace Compliance.Rules.Documents;

/// <summary>What Kafka takes for the name of a topic.</summary>
internal static class TopicNames
{
    internal const string Rule = "letters, digits, '.', '_' and '-', at most 249, and no pattern";
    internal const string Pattern = "^[A-Za-z0-9._-]{1,249}$";
    private const int MaxLength = 249;

    internal static bool IsLegal(string name) =>
        name.Length is > 0 and <= MaxLength && name is not ("." or "..") && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
}
