using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Kafka's operations as policies write them.</summary>
internal static class OperationNames
{
    internal static readonly Dictionary<string, Operation> All = new(StringComparer.Ordinal)
    {
        ["*"] = Operation.All,
        ["read"] = Operation.Read,
        ["write"] = Operation.Write,
        ["create"] = Operation.Create,
        ["delete"] = Operation.Delete,
        ["alter"] = Operation.Alter,
        ["describe"] = Operation.Describe,
        ["clusterAction"] = Operation.ClusterAction,
        ["describeConfigs"] = Operation.DescribeConfigs,
        ["alterConfigs"] = Operation.AlterConfigs,
        ["idempotentWrite"] = Operation.IdempotentWrite,
        ["twoPhaseCommit"] = Operation.TwoPhaseCommit,
    };
}
