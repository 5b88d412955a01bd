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
           // Neither keys nor headers are the topic's value.
           where find.Part.IsValue
           let path = find.Parse(out _)!
           select new DeclaredFind(
               find.Path.Place, known.Name.Value, [.. find.Topics.Select(topic => NamePattern.Parse(topic.Value))], path, find.Format,
               find.Tag is not null ? [] : [.. rules.Select(rule => new DeclaredUse(rule.Id.Value, rule.Do!.Place, Alone(path, known.Name.Value, rule, find.Format, identity)))], find.Tag?.Value),
    ];

    private static FieldPlan Alone(FieldPath path, string name, ProtectEntry rule, ValueFormats format, PolicyIdentity identity)
    {
        var field = new FieldRule(path, name, rule.Do!.Treatment, rule.Id.Value, null, identity, 0);
        return new(RecordPart.Value, [field], PathAutomaton.Build([field])!, DateTimeOffset.MaxValue, format, UnknownSchema.Reject, [], null, [], []);
    }
}
