using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>A protecting rule with the class it speaks of, over all files: what the checks compare with each other.</summary>
internal sealed record ProtectedClass(PolicyDocument Document, ProtectEntry Rule, ClassEntry Class)
{
    /// <summary>Every rule that could be read and whose class is declared.</summary>
    internal static IEnumerable<ProtectedClass> All(IEnumerable<PolicyDocument> documents) =>
        from document in documents
        from rule in document.Protect
        from known in document.Classes
        where rule is { Class: not null, When: not null, Do: not null } && known.Name.Value == rule.Class.Value.Value
        select new ProtectedClass(document, rule, known);

    /// <summary>Both act on one field: the same class, or the same path of one part in topics of which one pattern covers the other.</summary>
    internal bool Meets(ProtectedClass other) =>
        (Document == other.Document && Class.Name.Value == other.Class.Name.Value)
        || Class.Finds.Any(a => other.Class.Finds.Any(b => a.IsAlike(b) && Overlap(a, b)));

    private static bool Overlap(FindEntry a, FindEntry b) =>
        a.Topics.Any(x => b.Topics.Any(y => Covers(x, y) || Covers(y, x)));

    internal static bool Covers(Text wide, Text narrow) =>
        wide.Value.Length <= NamePattern.MaxLength && narrow.Value.Length <= NamePattern.MaxLength
        && NamePattern.Parse(wide.Value).Covers(NamePattern.Parse(narrow.Value));
}
