namespace Compliance.AuditSink.Settings;

/// <summary>What Elasticsearch allows as the beginning of an index's name, kept a little narrower.</summary>
internal static class IndexNames
{
    public static bool IsPrefix(string text) =>
        text.Length is > 0 and <= 100 && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-');
}
