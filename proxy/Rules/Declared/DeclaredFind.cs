using System.Collections.Immutable;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Declared;

/// <summary>One place at which a policy says that a class is found: what can be held against the schemas of the topics.</summary>
/// <param name="Place">Of the path.</param>
/// <param name="Class">The class.</param>
/// <param name="Topics">Patterns for topics.</param>
/// <param name="Path">As the policy writes it.</param>
/// <param name="Format">In what it says that it is written there; of a tag any that have schemas.</param>
/// <param name="Uses">The rules about the class; none: nothing protects it, or a tag leads to it.</param>
/// <param name="Part">The value or the key; headers have no schemas.</param>
/// <param name="Tag">What schemas tag the fields with that are meant; null: they are found by their path.</param>
public sealed record DeclaredFind(
    Place Place, string Class, ImmutableArray<NamePattern> Topics, FieldPath Path, ValueFormats Format, ImmutableArray<DeclaredUse> Uses, RecordPart Part, string? Tag)
{
    /// <summary>All rules about it take it away as a whole, whatever it is.</summary>
    public bool IsTakenUnread => !Uses.IsEmpty && Uses.All(use => use.Plan.Taken is not null);
}
