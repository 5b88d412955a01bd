using Compliance.Functional.Equivalence.Sweep;
using Compliance.Rules.Compiled;

namespace Compliance.Functional.Equivalence.Access;

/// <summary>One rule about a road's things, which can be written for Kafka and for the proxy alike.</summary>
/// <param name="IsDeny">Deny, or allow.</param>
/// <param name="Operation">What is allowed or denied.</param>
/// <param name="Type">Of the resource.</param>
/// <param name="Label">Of the thing, without the road's tag; the beginning of names for <see cref="IsPrefix"/>; null: all things.</param>
/// <param name="IsPrefix">Whether the label is the beginning of names.</param>
/// <param name="Principal"><c>User:NAME</c>, or <c>User:*</c>.</param>
/// <param name="Host">From where: <c>*</c>, an address, or a network.</param>
internal sealed record GeneratedRule(bool IsDeny, Operation Operation, ResourceType Type, string? Label, bool IsPrefix, string Principal, string Host)
{
    private const string Cluster = "kafka-cluster";

    private static readonly Dictionary<ResourceType, string[]> Labels = new()
    {
        [ResourceType.Topic] = ["plain", "guarded", "parts", "nowhere", "guarded-nowhere", "made-5"],
        [ResourceType.Group] = ["team", "no-team", "share", "streams", "modern-1", "join-9"],
        [ResourceType.TransactionalId] = ["payments", "no-payments"],
        [ResourceType.Cluster] = [Cluster],
    };

    private static readonly Dictionary<ResourceType, Operation[]> Operations = new()
    {
        [ResourceType.Topic] =
        [
            Operation.All, Operation.Read, Operation.Write, Operation.Create, Operation.Delete, Operation.Alter, Operation.Describe, Operation.DescribeConfigs, Operation.AlterConfigs,
        ],
        [ResourceType.Group] = [Operation.All, Operation.Read, Operation.Delete, Operation.Describe, Operation.DescribeConfigs, Operation.AlterConfigs],
        [ResourceType.TransactionalId] = [Operation.All, Operation.Write, Operation.Describe, Operation.TwoPhaseCommit],
        [ResourceType.Cluster] =
        [
            Operation.All, Operation.Create, Operation.ClusterAction, Operation.DescribeConfigs, Operation.AlterConfigs, Operation.IdempotentWrite, Operation.Alter, Operation.Describe,
        ],
    };

    /// <param name="random">Draws it.</param>
    /// <param name="principal">Who asks.</param>
    /// <param name="hosts">Besides anywhere, from where he may be asked to come.</param>
    public static GeneratedRule Of(Random random, string principal, string[] hosts)
    {
        var type = Pick(random, ResourceType.Topic, ResourceType.Topic, ResourceType.Topic, ResourceType.Group, ResourceType.Group, ResourceType.TransactionalId, ResourceType.Cluster);
        var label = Pick(random, Labels[type]);
        var shape = type == ResourceType.Cluster ? 0 : random.Next(10);
        // What everybody may or may not do is about one thing, or no set of rules would differ from another.
        var isForAll = shape < 6 && random.Next(12) == 0 && type != ResourceType.Cluster;
        return new GeneratedRule(
            random.Next(4) == 0, Pick(random, Operations[type]), type, shape switch { < 6 => label, < 9 => label[..random.Next(1, label.Length)], _ => null }, shape is >= 6 and < 9, isForAll ? "User:*" : principal,
            random.Next(3) == 0 ? Pick(random, hosts) : "*");
    }

    /// <summary>The resource's name to Kafka.</summary>
    public string KafkaName(SweepWorld world) => Label is null ? "*" : IsPrefix || Type == ResourceType.Cluster ? Label : world.Name(Label);

    /// <summary>A line of a policy's access section.</summary>
    public string PolicyLine(int number, SweepWorld world)
    {
        var operation = Operation == Operation.All ? "*" : char.ToLowerInvariant($"{Operation}"[0]) + $"{Operation}"[1..];
        var resource = Type switch
        {
            ResourceType.Topic => $"topics: \"{Pattern(world)}\"",
            ResourceType.Group => $"consumerGroups: \"{Pattern(world)}\"",
            ResourceType.TransactionalId => $"transactionalIds: \"{Pattern(world)}\"",
            _ => "cluster: true",
        };
        return $"  - {{id: R{number}, {(IsDeny ? "deny" : "allow")}: [\"{operation}\"], {resource}, people: {People}}}\n";
    }

    /// <summary>The name of the people whom the rule is about, and who they are.</summary>
    public string People => Host == "*" ? Name : $"{Name}-{Host.Replace('.', '-').Replace('/', '-')}";

    public string PeopleLine => $"  {People}: {{principals: [\"{Principal}\"]{(Host == "*" ? "" : $", networks: {Host}")}}}\n";

    public override string ToString() => $"{(IsDeny ? "deny" : "allow")} {Operation} of {Type} {Label ?? "*"}{(IsPrefix ? "…" : "")} to {Principal} from {Host}";

    private string Name => Principal == "User:*" ? "all" : Principal["User:".Length..];

    private string Pattern(SweepWorld world) => Label is null ? "**" : IsPrefix ? Label + "**" : world.Name(Label);

    private static T Pick<T>(Random random, params T[] of) => of[random.Next(of.Length)];
}
