using System.Text.RegularExpressions;

namespace Compliance.Gateway.Tls;

/// <summary>
/// One of Kafka's mapping rules: where the whole name fits the pattern, each match of it is replaced, and the case changed at the end.
/// Immutable.
/// </summary>
internal sealed class PrincipalRule
{
    /// <summary>A name comes from outside: no pattern may take longer over it.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly string _text;
    private readonly Regex? _whole;
    private readonly Regex? _part;
    private readonly JavaReplacement? _replacement;
    private readonly char _case;

    private PrincipalRule(string text) => _text = text;

    /// <summary>Throws <see cref="ArgumentException"/>, or <see cref="FormatException"/> with what can't be read, for what is no rule.</summary>
    public PrincipalRule(string pattern, string replacement, char changeCase)
        : this($"RULE:{pattern}/{replacement}/{changeCase}".TrimEnd('\0'))
    {
        var translated = JavaPattern.Translate(pattern);
        _whole = new Regex($@"\A(?:{translated})\z", RegexOptions.CultureInvariant, Patience);
        _part = new Regex(translated, RegexOptions.CultureInvariant, Patience);
        _replacement = JavaReplacement.Parse(replacement, _part.GetGroupNumbers().Length - 1);
        _case = changeCase;
    }

    /// <summary>The name as it is.</summary>
    public static PrincipalRule Default { get; } = new("DEFAULT");

    /// <summary>Null: the rule does not fit the name, or can't be tried on it in time.</summary>
    public string? Apply(string name)
    {
        if (_part is null)
            return name;
        try
        {
            if (!_whole!.IsMatch(name))
                return null;
            var result = _part.Replace(name, _replacement!.For);
            return _case switch
            {
                'L' => result.ToLowerInvariant(),
                'U' => result.ToUpperInvariant(),
                _ => result,
            };
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    public override string ToString() => _text;
}
