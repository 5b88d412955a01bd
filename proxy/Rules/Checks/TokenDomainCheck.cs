using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// SP 800-38G: a format-preserving token is one of a million values at least, else a record is refused. How long values are is not known but of
/// card numbers, most of which have sixteen digits.
/// </summary>
internal static class TokenDomainCheck
{
    private const int CardDigits = 16;
    private const int LeastDigits = 6;

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var protectedClass in ProtectedClass.All(set.Documents).Where(IsOfCards))
        {
            if (protectedClass.Rule.Do is not { Treatment: Ff1Token { Alphabet.IsDigits: true } token } action)
                continue;
            var left = CardDigits - token.KeepFirst - token.KeepLast;
            if (left < LeastDigits)
                problems.Error(action.Place, $"Of the {CardDigits} digits of a card number this leaves {Math.Max(0, left)} to be replaced, which is fewer than a million values, and records with them would be refused (SP 800-38G); keep at most {CardDigits - LeastDigits}, such as keepFirst: 6 and keepLast: 4.");
        }
    }

    // 3.4 is about showing the primary account number, 3.5 about storing it.
    private static bool IsOfCards(ProtectedClass found) => found.Class.Rules.Any(r => r.Value.StartsWith("PCI 3.4", StringComparison.Ordinal) || r.Value.StartsWith("PCI 3.5", StringComparison.Ordinal));
}
