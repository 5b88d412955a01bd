namespace Compliance.Gateway.Tls;

/// <summary>
/// Reads rules as Kafka's <c>ssl.principal.mapping.rules</c> has them: <c>DEFAULT</c>, or <c>RULE:pattern/replacement/</c> with L or U behind
/// it, with commas between. A slash inside a pattern or replacement is written <c>\/</c>. Stricter than Kafka: what stands behind a rule and
/// is none is refused.
/// </summary>
internal static class PrincipalRuleParser
{
    private const string Default = "DEFAULT";
    private const string Rule = "RULE:";

    /// <summary>Null, and the rules added; or what is wrong.</summary>
    public static string? Parse(string text, List<PrincipalRule> rules)
    {
        try
        {
            for (var at = 0; ; at++)
            {
                rules.Add(One(text, ref at));
                SkipBlanks(text, ref at);
                if (at == text.Length)
                    return null;
                if (text[at] != ',')
                    return $"at character {at + 1} a comma was expected";
            }
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static PrincipalRule One(string text, ref int at)
    {
        SkipBlanks(text, ref at);
        var rest = text.AsSpan(at);
        if (rest.StartsWith(Default, StringComparison.Ordinal))
        {
            at += Default.Length;
            return PrincipalRule.Default;
        }

        if (!rest.StartsWith(Rule, StringComparison.Ordinal))
            throw new FormatException($"at character {at + 1} stands neither RULE: nor DEFAULT");
        at += Rule.Length;
        var pattern = Part(text, ref at, "pattern");
        var replacement = Part(text, ref at, "replacement");
        var changeCase = at < text.Length && text[at] is 'L' or 'U' ? text[at++] : '\0';
        return new PrincipalRule(pattern, replacement, changeCase);
    }

    /// <summary>Up to the next slash that is none of the part's own.</summary>
    private static string Part(string text, ref int at, string what)
    {
        var start = at;
        for (; at < text.Length; at++)
        {
            if (text[at] == '/')
                return text[start..at++];
            if (text[at] == '\\')
                at++;
        }

        throw new FormatException($"the {what} of a rule ends with a slash: RULE:pattern/replacement/");
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }
}
