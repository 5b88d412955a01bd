using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>
/// What is found within a text leaves the text around it: it can be masked, emptied, hashed, replaced. What would take it out of its field, or
/// takes it for a date or an amount, means nothing there. A token or ciphertext within a text is not found again, so nobody can be shown what it was.
/// </summary>
internal static class DetectCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var document in set.Documents)
        {
            if (document.Defaults.Undeclared is { Topics.IsEmpty: true } undeclared && document.Classes.All(c => c.Finds.IsEmpty))
                problems.Error(undeclared.Place, "'undeclaredPii' acts on the topics in which the file finds its classes, and it has none; add 'topics'.");
            if (document.Defaults.Undeclared is { } blind && document.Classes.SelectMany(c => c.Finds).FirstOrDefault(f => f.Tag is not null && blind.Parts.Contains(f.Part) && blind.MayMeet(f)) is { Tag: { } tag })
                problems.Warning(blind.Place, $"What a schema tags '{tag}' does not count as declared for 'undeclaredPii', which would find it; give such fields a path too, or leave its detector out under 'detect'.");
            foreach (var found in document.Classes.Where(c => c.Finds.Any(f => f.Detect is not null)))
                Look(document, found, problems);
        }
    }

    private static void Look(PolicyDocument document, ClassEntry found, ProblemList problems)
    {
        var rules = document.Protect.Where(r => r is { Do: not null, When: not null } && r.Class?.Value == found.Name.Value).ToList();
        foreach (var rule in rules)
        {
            switch (rule.Do!.Treatment.Technique)
            {
                case Technique.Drop or Technique.Nullify:
                    problems.Error(rule.Do.Place, $"Class '{found.Name}' is found within texts by a detector, where '{rule.Do.Treatment.Name}' has no meaning: the text around it stays. Write 'redact', which leaves nothing of it, or give a path without 'detect'.");
                    break;
                case Technique.Generalise or Technique.Shift:
                    problems.Error(rule.Do.Place, $"Class '{found.Name}' is found by a detector, and what that finds is neither a date nor an amount, so '{rule.Do.Treatment.Name}' leaves nothing of it. Write a mask, 'redact', 'hash', 'token', 'encrypt' or 'synthetic'.");
                    break;
            }
        }

        if (rules.Find(r => r is { When: When.Produce, Do.Treatment.IsReversible: true }) is not { } maker)
            return;
        problems.Warning(maker.Do!.Place, $"What rule {maker.Id} makes within texts ('{maker.Do!.Treatment.Name}') is not found again there: the proxy shows it as it is, to everybody. Write 'hash' unless somebody else turns it back.");
        foreach (var exception in rules.Where(r => r.When == When.Consume).SelectMany(r => r.Except))
            problems.Error(exception.Place, $"This exception reveals '{found.Name}', which {maker.Id} replaces within texts ('{maker.Do.Treatment.Name}'), and that is not found again there. Protect it on consume instead, or give what has a path of its own a class of its own.");
    }
}
