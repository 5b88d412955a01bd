using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Checks;

/// <summary>Every operation of an access rule can be done to something that it names, and to everything that it names something can be done.</summary>
internal static class ResourceOperationCheck
{
    internal static void Run(PolicySet set, ProblemList problems)
    {
        foreach (var rule in set.Documents.SelectMany(d => d.Access).Where(r => !r.Resources.IsEmpty))
        {
            foreach (var (operation, text) in rule.Operations)
            {
                if (rule.Resources.All(r => OperationSet.For(r.Type).And(OperationSet.Of(operation)).IsEmpty))
                    problems.Error(text.Place, $"'{text}' can't be done to {Names(rule)}; Kafka knows there {Known(rule.Resources[0].Type)}.");
            }

            foreach (var (type, pattern) in rule.Resources.Where(_ => !rule.Operations.IsEmpty))
            {
                if (OperationSet.For(type).And(rule.OperationSet).IsEmpty)
                    problems.Error(pattern.Place, $"None of the rule's operations can be done to {Name(type)}; Kafka knows there {Known(type)}.");
            }
        }
    }

    private static string Names(AccessEntry rule) => string.Join(" or ", rule.Resources.Select(r => Name(r.Type)).Distinct());

    private static string Name(ResourceType type) => type switch
    {
        ResourceType.Topic => "topics",
        ResourceType.Group => "consumer groups",
        ResourceType.TransactionalId => "transactional ids",
        _ => "the cluster",
    };

    private static string Known(ResourceType type) => string.Join(", ", OperationNames.All
        .Where(o => o.Value != Operation.All && OperationSet.For(type).Has(o.Value)).Select(o => o.Key));
}
