using Compliance.Gateway.Pipeline.Observing;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>The rules of a route, asked on behalf of one session. Thread-safe.</summary>
internal sealed class AccessRights(TopicPlans topics, Observer? observer = null)
{
    /// <summary>Kafka's name of the one resource of type cluster.</summary>
    public const string ClusterName = "kafka-cluster";

    /// <summary>Who asks now.</summary>
    public Caller Caller => topics.Caller;

    public Decision Decide(Operation operation, ResourceType resource, ReadOnlySpan<byte> name)
    {
        if (resource != ResourceType.Topic)
            return Decide(operation, resource, Utf8Names.Comparer.Create(name));
        var plan = topics.Of(name);
        return Planned(plan, operation) ?? topics.Rules.Decide(topics.Caller, operation, resource, plan.Name);
    }

    public Decision Decide(Operation operation, ResourceType resource, string name) =>
        (resource == ResourceType.Topic ? Planned(topics.Of(name), operation) : null) ?? topics.Rules.Decide(topics.Caller, operation, resource, name);

    /// <summary>What policies that are only observed would decide, where that is other than what was decided; else null.</summary>
    public Decision? Observe(Decision was, Operation operation, ResourceType resource, string name) => observer?.Ask(topics.Caller, was, operation, resource, name);

    /// <summary>The same for a name as the client wrote it.</summary>
    public Decision? Observe(Decision was, Operation operation, ResourceType resource, ReadOnlySpan<byte> name) =>
        observer?.Ask(topics.Caller, was, operation, resource, Utf8Names.Comparer.Create(name));

    public bool OnCluster(Operation operation) => topics.Rules.Decide(topics.Caller, operation, ResourceType.Cluster, ClusterName).Allowed;

    public bool Any(Operation operation, ResourceType resource) => topics.Rules.AllowsAny(topics.Caller, operation, resource);

    public bool All(Operation operation, ResourceType resource) => topics.Rules.AllowsAll(topics.Caller, operation, resource);

    public int Bits(ResourceType resource, string name) => OperationBits.Of(topics.Rules, topics.Caller, resource, name);

    /// <summary>The decisions that a topic's plan holds, so that the frequent ones cost one look-up.</summary>
    private static Decision? Planned(TopicPlan plan, Operation operation) => operation switch
    {
        Operation.Read => plan.Read,
        Operation.Write => plan.Write,
        Operation.Describe => plan.Describe,
        _ => null,
    };
}
