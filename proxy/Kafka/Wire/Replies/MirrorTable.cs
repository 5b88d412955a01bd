namespace Compliance.Kafka.Wire.Replies;

/// <summary>
/// Which arrays of a request its response answers, for every API that has some; all others carry one code at the top.
/// Arrays that only some versions have stand beside those of the others.
/// </summary>
internal static class MirrorTable
{
    private static readonly Mirror TopicPartitions = new("Topics", "Topics", new Mirror("Partitions", "Partitions"));
    private static readonly Mirror IndexedTopics = new("Topics", "Topics", new Mirror("PartitionIndexes", "Partitions"));
    private static readonly Mirror ShareTopics = new("Topics", "Responses", new Mirror("Partitions", "Partitions"));
    private static readonly Mirror ShareState = new("Topics", "Results", new Mirror("Partitions", "Partitions"));
    private static readonly Mirror Resources = new("Resources", "Responses");
    private static readonly Mirror GroupIds = new("GroupIds", "Groups");

    /// <summary>The mirrors of an API at the top of its messages; empty where the response has none.</summary>
    public static Mirror[] Of(short apiKey) => apiKey switch
    {
        0 => [new("TopicData", "Responses", new Mirror("PartitionData", "PartitionResponses"))],
        1 => [new("Topics", "Responses", new Mirror("Partitions", "Partitions"))],
        2 or 8 or 21 or 23 or 28 or 47 => [TopicPartitions],
        3 or 19 or 75 => [new("Topics", "Topics")],
        9 => [IndexedTopics, new("Groups", "Groups", IndexedTopics)],
        10 => [new("CoordinatorKeys", "Coordinators")],
        13 => [new("Members", "Members")],
        15 => [new("Groups", "Groups")],
        20 => [new("Topics", "Responses"), new("TopicNames", "Responses")],
        24 =>
        [
            new("Transactions", "ResultsByTransaction",
                new Mirror("Topics", "TopicResults", new Mirror("Partitions", "ResultsByPartition"))),
            new("V3AndBelowTopics", "ResultsByTopicV3AndBelow", new Mirror("Partitions", "ResultsByPartition")),
        ],
        27 => [new("Markers", "Markers", IndexedTopics)],
        30 => [new("Creations", "Results")],
        31 => [new("Filters", "FilterResults")],
        32 => [new("Resources", "Results")],
        33 or 44 => [Resources],
        34 => [new("Dirs.Topics", "Results", new Mirror("Partitions", "Partitions"))],
        37 => [new("Topics", "Results")],
        42 => [new("GroupsNames", "Results")],
        43 => [new("TopicPartitions", "ReplicaElectionResults", new Mirror("Partitions", "PartitionResult"))],
        45 => [new("Topics", "Responses", new Mirror("Partitions", "Partitions"))],
        46 => [IndexedTopics],
        49 => [new("Entries", "Entries", new Mirror("Entity", "Entity"))],
        50 => [new("Users", "Results")],
        51 => [new("Deletions", "Results"), new("Upsertions", "Results")],
        55 => [TopicPartitions],
        57 => [new("FeatureUpdates", "Results")],
        61 => [IndexedTopics],
        65 => [new("TransactionalIds", "TransactionStates")],
        69 or 77 or 89 => [GroupIds],
        78 or 79 or 91 => [ShareTopics],
        83 or 84 or 85 or 86 or 87 => [ShareState],
        90 => [new("Groups", "Groups", TopicPartitions)],
        92 => [new("Topics", "Responses")],
        _ => [],
    };
}
