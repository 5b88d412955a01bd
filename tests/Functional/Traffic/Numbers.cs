using System.Globalization;

namespace Compliance.Functional.Traffic;

/// <summary>
/// What records hold: an object of JSON with a number, so that a proxy that looks for fields in it has to read it; in topics whose fields
/// are protected (<c>hidden.**</c> of <see cref="Proxies.ProxySettings.Ruled"/>) with two secrets besides. Immutable.
/// </summary>
internal sealed class Numbers
{
    private const string Before = """{"number":""";
    private const string Redacted = "hush-";
    private const string Masked = "************";
    private readonly bool _withSecrets;

    private Numbers(bool withSecrets) => _withSecrets = withSecrets;

    public static Numbers Plain { get; } = new(false);

    public static Numbers WithSecrets { get; } = new(true);

    public string Text(long number) => $"{Before}{Digits(number)}{(_withSecrets ? $",\"secret\":\"{Redacted}{Digits(number)}\",\"card\":\"{Card(number)}\"" : "")}}}";

    /// <summary>-1: no such text.</summary>
    public static long Parse(string? text)
    {
        if (text is null || !text.StartsWith(Before, StringComparison.Ordinal))
            return -1;
        var digits = text.AsSpan(Before.Length);
        return long.TryParse(digits[..digits.IndexOfAny(',', '}')], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }

    /// <summary>Whether the secrets are as a reader behind the rules is to see them: one redacted, of one the last four digits.</summary>
    public bool IsAsRead(string text, long number) =>
        !_withSecrets || (IsAsStored(text, Masked + Card(number)[^4..]) && !text.Contains(Card(number), StringComparison.Ordinal));

    /// <summary>Whether they are as the rules let them be stored: one redacted, one in clear.</summary>
    public bool IsAsStored(string text, long number) => !_withSecrets || IsAsStored(text, Card(number));

    private static bool IsAsStored(string text, string card) => text.Contains(card, StringComparison.Ordinal) && !text.Contains(Redacted, StringComparison.Ordinal);

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Card(long number) => number.ToString("4000000000000000", CultureInfo.InvariantCulture);
}
