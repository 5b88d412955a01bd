using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>
/// PCI DSS 3.3.1: card codes, PINs and track data are not kept after authorisation, in whatever form. A class under that clause
/// is dropped on produce, without exception.
/// </summary>
internal static class CardSecretCheck
{
    internal const string Clause = "PCI 3.3.1";

    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            foreach (var secret in document.Classes.Where(c => c.Rules.Any(r => r.Value.StartsWith(Clause, StringComparison.Ordinal))))
            {
                var dropped = document.Protect.Any(r => r.Class?.Value == secret.Name.Value && r.When == When.Produce
                    && r.Do?.Treatment is Drop && r.Except.IsEmpty);
                if (!dropped)
                    problems.Error(secret.Name.Place, $"Class '{secret.Name}' is under {Clause} and may not be stored; add a rule for it with 'when: produce, do: drop' and no exception.");
            }
        }
    }
}
