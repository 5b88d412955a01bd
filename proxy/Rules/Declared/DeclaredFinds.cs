using System.Collections.Immutable;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Declared;

/// <summary>Takes the finds out of documents that have passed every check. Stateless.</summary>
internal static class DeclaredFinds
{
    internal static ImmutableArray<DeclaredFind> Of(IEnumerable<PolicyDocument> documents) =>
    [
        .. from document in documents
           let identity = new PolicyIdentity(document.Header.Id.Value, document.Sha256)
           from known in document.Classes
           let rules = document.Protect.Where(rule => rule.Class!.Value.Value == known.Name.Value).ToList()
           from find in known.Finds
           where find.Part.Header is null
           let path = find.Parse(out _)!
           select new DeclaredFind(
               find.Path.Place, known.Name.Value, [.. find.Topics.Select(topic => NamePattern.Parse(topic.Value))], path, find.Format,
               find.Tag is not null ? [] : [.. rules.Select(rule => new DeclaredUse(rule.Id.Value, rule.Do!.Place, Alone(find, path, known.Name.Value, rule, identity)))], find.Part, find.Tag?.Value),
    ];

    private static FieldPlan Alone(FindEntry find, FieldPath path, string name, ProtectEntry rule, PolicyIdentity identity)
    {
        var field = new FieldRule(path, name, rule.Do!.Treatment, rule.Id.Value, null, identity, 0, find.Part);
        return new(find.Part, [field], PathAutomaton.Build([field])!, DateTimeOffset.MaxValue, find.Format, UnknownSchema.Reject, [], null, [], []);
    }
}
