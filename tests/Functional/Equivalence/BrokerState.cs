using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence;

/// <summary>What a broker does in its own time, and how to know that it is done: for questions whose first answer counts.</summary>
internal static class BrokerState
{
    private const short FindCoordinator = 10, ListGroups = 16, ApiVersions = 18, InitProducerId = 22, DescribeQuorum = 55, DescribeTransactions = 65;
    private const short CoordinatorLoadInProgress = 14, NotCoordinator = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Waits until the coordinators serve: their own topics are made when first asked for, and then loaded.</summary>
    /// <param name="port">Of the broker.</param>
    /// <param name="keys">Of each type of coordinator, a key to find it by.</param>
    public static async Task CoordinatorsServeAsync(int port, params string[] keys)
    {
        foreach (var (type, key) in keys.Index())
        {
            var find = new Message(ApiTable.Find(FindCoordinator)!.Request(6)) { ["KeyType"] = type, ["CoordinatorKeys"] = new[] { key } };
            await AnsweredAsync(port, find, answer => answer.Structs("Coordinators")[0].Get<short>("ErrorCode") == 0, $"the coordinator of type {type}");
        }

        await AnsweredAsync(port, new Message(ApiTable.Find(ListGroups)!.Request(5)), answer => answer.Get<short>("ErrorCode") == 0, "groups to be listed");
        // One id for each partition of the transactions' own topic, four of them.
        var transactions = new Message(ApiTable.Find(DescribeTransactions)!.Request(0)) { ["TransactionalIds"] = new[] { "0", "1", "2", "3" } };
        await AnsweredAsync(
            port, transactions, answer => answer.Structs("TransactionStates").All(state => state.Get<short>("ErrorCode") is not (>= CoordinatorLoadInProgress and <= NotCoordinator)), "transactions to be told of");
        // Ids of producers come from the controller, by the block.
        await AnsweredAsync(port, new Message(ApiTable.Find(InitProducerId)!.Request(4)) { ["TransactionTimeoutMs"] = 60000, ["TransactionalId"] = null }, answer => answer.Get<short>("ErrorCode") == 0, "an id for a producer");
    }

    /// <summary>Waits until the broker has heard of all that its controller has decided so far.</summary>
    /// <param name="port">Of the broker.</param>
    /// <param name="acts">Until it acts by it, too: access control lists it takes up after it knows of them, and before it hears of anything later.</param>
    public static async Task HeardAsync(int port, bool acts = false)
    {
        var quorum = new Message(ApiTable.Find(DescribeQuorum)!.Request(0));
        var log = quorum.Add("Topics");
        log["TopicName"] = "__cluster_metadata";
        log.Add("Partitions")["PartitionIndex"] = 0;
        using var client = await RawClient.ConnectAsync(port);
        var decided = (await client.AskAsync(quorum)).Structs("Topics")[0].Structs("Partitions")[0].Get<long>("HighWatermark");
        var last = acts ? decided : decided - 1;

        // A broker tells how much of the cluster's log it has heard as the epoch of the features; twice a second a record without a meaning comes.
        await AnsweredAsync(port, new Message(ApiTable.Find(ApiVersions)!.Request(3)) { ["ClientSoftwareName"] = "raw", ["ClientSoftwareVersion"] = "1" }, answer => answer.Get<long>("FinalizedFeaturesEpoch") >= last, "the broker to hear of what was decided");
    }

    private static Task AnsweredAsync(int port, Message question, Func<Message, bool> satisfies, string what) => Eventually.TrueAsync(
        async () =>
        {
            using var client = await RawClient.ConnectAsync(port);
            return satisfies(await client.AskAsync(question));
        },
        Patience, what);
}
