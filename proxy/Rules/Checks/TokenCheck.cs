using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// A format-preserving token keeps what can be counted, and nothing lies beside the tokens in clear: it has no mark by which one could be
/// told from a value, so turning back what is none would make rubbish of it.
/// </summary>
internal static class TokenCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var rule in set.Documents.SelectMany(d => d.Protect))
        {
            if (rule.Do is not { Treatment: Ff1Token token } action)
                continue;
            if (token.KeepFirst is < 0 or > TokenParser.MostKept || token.KeepLast is < 0 or > TokenParser.MostKept)
                problems.Error(action.Place, $"'keepFirst' and 'keepLast' count characters that stay, from 0 to {TokenParser.MostKept}.");
            foreach (var exception in rule.When == When.Produce ? rule.Except : [])
                problems.Error(exception.Place, "What these people write in clear could not be told from the tokens of others, and would be changed when it is turned back; use 'with: siv', or remove the exception.");
        }
    }
}
