namespace Compliance.Rules.Compiled;

/// <summary>
/// A pattern for names of topics, consumer groups and transactional ids: <c>*</c> stands for any characters but a dot,
/// <c>**</c> for any characters at all. Matching is case-sensitive and never backtracks further than the last <c>**</c>.
/// Immutable.
/// </summary>
public sealed class NamePattern
{
    internal const int MaxLength = 249;

    private readonly PatternToken[] _tokens;

    private NamePattern(string text, PatternToken[] tokens)
    {
        Text = text;
        _tokens = tokens;
        IsExact = Array.TrueForAll(tokens, t => t.Kind == PatternTokenKind.Character);
    }

    /// <summary>As the policy writes it.</summary>
    public string Text { get; }

    /// <summary>Without wildcards.</summary>
    public bool IsExact { get; }

    internal ReadOnlySpan<PatternToken> Tokens => _tokens;

    public static NamePattern Parse(string text) => Parse(text, PatternTokenKind.WithinSegment);

    /// <summary>A pattern for principals and other texts in which dots part nothing: <c>*</c> stands for any characters.</summary>
    internal static NamePattern ParseFree(string text) => Parse(text, PatternTokenKind.Anything);

    private static NamePattern Parse(string text, PatternTokenKind star)
    {
        var tokens = new List<PatternToken>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '*')
            {
                tokens.Add(new(PatternTokenKind.Character, text[i]));
                continue;
            }

            var start = i;
            while (i + 1 < text.Length && text[i + 1] == '*')
                i++;
            tokens.Add(new(i > start ? PatternTokenKind.Anything : star, '*'));
        }

        return new(text, [.. tokens]);
    }

    public bool Matches(string name)
    {
        if (IsExact)
            return string.Equals(Text, name, StringComparison.Ordinal);

        // Of each kind of wildcard only the latest needs to be tried again: a later ** makes every earlier choice irrelevant,
        // and a * can't take a dot, so dots tie the segments before it.
        int at = 0, token = 0, anyToken = -1, anyAt = 0, segmentToken = -1, segmentAt = 0;
        while (true)
        {
            if (token < _tokens.Length && _tokens[token].Kind != PatternTokenKind.Character)
            {
                if (_tokens[token].Kind == PatternTokenKind.Anything)
                    (anyToken, anyAt, segmentToken) = (token, at, -1);
                else
                    (segmentToken, segmentAt) = (token, at);
                token++;
            }
            else if (at < name.Length && token < _tokens.Length && _tokens[token].Value == name[at])
            {
                at++;
                token++;
            }
            else if (at == name.Length && token == _tokens.Length)
            {
                return true;
            }
            else if (segmentToken >= 0 && segmentAt < name.Length && name[segmentAt] != '.')
            {
                at = ++segmentAt;
                token = segmentToken + 1;
            }
            else if (anyToken >= 0 && anyAt < name.Length)
            {
                at = ++anyAt;
                token = anyToken + 1;
                segmentToken = -1;
            }
            else
            {
                return false;
            }
        }
    }

    /// <summary>True: every name that <paramref name="other"/> matches is matched by this one too.</summary>
    internal bool Covers(NamePattern other) => PatternInclusion.Covers(this, other);

    /// <summary>True: some name fits both.</summary>
    internal bool Meets(NamePattern other) => PatternMeeting.Meet(this, other);

    public override string ToString() => Text;
}
