using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;

namespace Compliance.Fuzz.Pipeline;

/// <summary>Names that the policy of the pipeline's tests speaks of, names beside them, and the topics of the cluster by id.</summary>
internal static class Names
{
    private static readonly string[] TopicNames = ["payments.eu", "payments.us", "open.news", "secret.plan", "payment.eu", "__consumer_offsets"];
    private static readonly string[] GroupNames = ["analyst-1", "team-1", "till-1"];
    private static readonly string[] TransactionNames = ["till-1", "orders-1"];

    public static IReadOnlyList<(Guid Id, string Name)> Topics { get; } = [.. TopicNames.Select((name, i) => (Id(i + 1), name))];

    public static IEnumerable<string> All => TopicNames.Concat(GroupNames).Concat(TransactionNames);

    public static string Of(FieldRole role, ref Dice dice) => role switch
    {
        FieldRole.TopicName => dice.Of<string>(TopicNames),
        FieldRole.GroupId => dice.Of<string>(GroupNames),
        FieldRole.TransactionalId => dice.Of<string>(TransactionNames),
        FieldRole.CoordinatorKey or FieldRole.ResourceName => dice.OneIn(2) ? dice.Of<string>(TopicNames) : dice.Of<string>(GroupNames),
        FieldRole.Host => Edge.TestRoute.RealHost,
        FieldRole.TopicRegex => "",
        _ => "x",
    };

    /// <summary>One of a topic, of none, or zero.</summary>
    public static Guid TopicId(ref Dice dice) => dice.Below(10) switch
    {
        0 => Guid.Empty,
        1 => Id(99),
        _ => Topics[dice.Below(Topics.Count)].Id,
    };

    private static Guid Id(int number) => new(0x0198c0de, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)number);
}
