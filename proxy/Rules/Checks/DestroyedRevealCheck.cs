using Compliance.Rules.Compiled;

namespace Compliance.Rules.Checks;

/// <summary>What a rule has destroyed on produce no exception can reveal on consume: only a token or a ciphertext can be turned back.</summary>
internal static class DestroyedRevealCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            var destroyed = document.Protect.Where(r => r is { When: When.Produce, Do.Treatment.IsReversible: false, Class: not null } && r.Except.IsEmpty)
                .ToLookup(r => r.Class!.Value.Value);
            foreach (var rule in document.Protect.Where(r => r is { When: When.Consume, Class: not null }))
            {
                if (destroyed[rule.Class!.Value.Value].FirstOrDefault() is not { } cause)
                    continue;
                foreach (var exception in rule.Except)
                    problems.Error(exception.Place, $"This exception reveals '{rule.Class}', of which {cause.Id} stores only what '{cause.Do!.Treatment.Name}' leaves; protect it on consume instead, or remove the exception.");
            }
        }
    }
}
