using System.Text;
using Compliance.Functional.BadInput;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Sweep;

/// <summary>What makes a request of an API meant: the values that no field's role tells. By API key.</summary>
internal static class SweepDetails
{
    /// <summary>Half an hour: no broker allows more, and no member is to leave by itself between one road's question and another's.</summary>
    private const int Never = 1_800_000;

    private static readonly Dictionary<short, Action<Message, SweepWorld>> ByApi = new()
    {
        [0] = (request, _) =>
        {
            request["TransactionalId"] = null;
            foreach (var partition in All(request, "TopicData", "PartitionData"))
                partition["Records"] = RecordBatch.Of("""{"d":[1,2]}""", """{"e":{}}""");
        },
        [1] = (request, _) =>
        {
            request["ReplicaId"] = -1;
            request["ClusterId"] = null;
            foreach (var partition in All(request, "Topics", "Partitions"))
                partition["PartitionMaxBytes"] = 1 << 20;
            request["ForgottenTopicsData"] = Array.Empty<Message>();
        },
        [2] = (request, _) =>
        {
            request["ReplicaId"] = -1;
            foreach (var partition in All(request, "Topics", "Partitions"))
                partition["Timestamp"] = -1;
        },
        [3] = (request, _) =>
        {
            // By name, or by id where the name is left out.
            foreach (var topic in request.Structs("Topics").Where(topic => topic.Has("TopicId")))
                topic["TopicId"] = Guid.Empty;
            request["IncludeClusterAuthorizedOperations"] = true;
            request["IncludeTopicAuthorizedOperations"] = true;
        },
        [8] = (request, _) =>
        {
            foreach (var partition in All(request, "Topics", "Partitions"))
                (partition["CommittedOffset"], partition["CommittedMetadata"]) = (2, "so far");
        },
        [11] = (request, world) =>
        {
            request["GroupId"] = world.Name($"join-{request.Program.Version}");
            request["SessionTimeoutMs"] = Never;
            request["RebalanceTimeoutMs"] = Never;
            request["ProtocolType"] = "consumer";
            request.Structs("Protocols")[0]["Name"] = "range";
            request.Structs("Protocols")[0]["Metadata"] = Subscription(world.Topics);
        },
        [15] = (request, _) => request["IncludeAuthorizedOperations"] = true,
        [17] = (request, _) => request["Mechanism"] = "PLAIN",
        [18] = (request, world) =>
        {
            (request["ClientSoftwareName"], request["ClientSoftwareVersion"]) = ("sweep", "1.0");
            (request["ClusterId"], request["NodeId"]) = (world.ClusterId, 1);
        },
        [19] = (request, world) =>
        {
            var topic = Only(request, "Topics");
            topic["Name"] = world.Name($"made-{request.Program.Version}");
            (topic["NumPartitions"], topic["ReplicationFactor"]) = (2, 1);
            topic["Assignments"] = Array.Empty<Message>();
            var config = Only(topic, "Configs");
            (config["Name"], config["Value"]) = ("retention.ms", "3600000");
        },
        [20] = (request, world) =>
        {
            var name = world.Name($"made-{request.Program.Version + 1}");
            request["TopicNames"] = new[] { name, world.Name("nowhere") };
            if (request.Has("Topics"))
                (Only(request, "Topics")["Name"], Only(request, "Topics")["TopicId"]) = (name, Guid.Empty);
        },
        [21] = (request, _) =>
        {
            foreach (var partition in All(request, "Topics", "Partitions"))
                partition["Offset"] = 1;
        },
        [22] = (request, _) => (request["TransactionTimeoutMs"], request["ProducerId"]) = (60000, -1),
        [23] = (request, _) => request["ReplicaId"] = -1,
        [27] = (request, world) =>
        {
            var marker = request.Structs("Markers")[0];
            marker["ProducerId"] = 4711;
            Only(marker, "Topics")["Name"] = world.Name("parts");
        },
        [29] = (request, world) => Filter(request, world),
        [30] = (request, world) =>
        {
            var acl = request.Structs("Creations")[0];
            (acl["ResourceType"], acl["ResourceName"], acl["ResourcePatternType"]) = (2, world.Topics[0], 3);
            (acl["Operation"], acl["PermissionType"]) = (3, 3);
        },
        [31] = (request, world) => Filter(request.Structs("Filters")[0], world),
        [32] = (request, world) =>
        {
            request["Resources"] = Array.Empty<Message>();
            foreach (var (type, name) in Resources(world).Append((4, "1")).Append((4, "")).Append((8, "1")).Append((2, world.Name("nowhere"))))
            {
                var resource = request.Add("Resources");
                (resource["ResourceType"], resource["ResourceName"], resource["ConfigurationKeys"]) = (type, name, null);
            }
            (request["IncludeSynonyms"], request["IncludeDocumentation"]) = (true, request.Program.Version == 4);
        },
        [33] = (request, world) => Alter(request, world, [(2, world.Topics[0], "retention.ms", "7200000"), (4, "1", "no.such.name", "1")]),
        [34] = (request, _) => request.Structs("Dirs")[0]["Path"] = "/nowhere",
        [37] = (request, world) =>
        {
            var topic = Only(request, "Topics");
            (topic["Name"], topic["Count"], topic["Assignments"]) = (world.Name("parts"), request.Program.Version + 2, null);
        },
        [38] = (request, _) => request["MaxLifetimeMs"] = 60000,
        [39] = (request, _) => request["Hmac"] = new byte[] { 1, 2, 3 },
        [40] = (request, _) => request["Hmac"] = new byte[] { 1, 2, 3 },
        [44] = (request, world) => Alter(request, world,
        [
            (2, world.Topics[1], "retention.ms", "7200000"), (32, world.Name("team"), "consumer.session.timeout.ms", "50000"),
            (16, world.Name("metrics"), "interval.ms", "60000"), (2, world.Name("nowhere"), "retention.ms", "1"),
        ]),
        [45] = (request, _) =>
        {
            foreach (var partition in All(request, "Topics", "Partitions"))
                partition["Replicas"] = new[] { 1 };
        },
        [48] = (request, world) =>
        {
            var component = request.Structs("Components")[0];
            (component["EntityType"], component["MatchType"], component["Match"]) = ("user", 0, world.Name("user"));
        },
        [49] = (request, world) =>
        {
            var entry = request.Structs("Entries")[0];
            (Only(entry, "Entity")["EntityType"], Only(entry, "Entity")["EntityName"]) = ("user", world.Name("user"));
            (Only(entry, "Ops")["Key"], Only(entry, "Ops")["Value"]) = ("consumer_byte_rate", 1000000.0 + request.Program.Version);
        },
        [51] = (request, _) =>
        {
            request["Deletions"] = Array.Empty<Message>();
            var user = request.Structs("Upsertions")[0];
            (user["Mechanism"], user["Iterations"]) = (1, 4096);
            (user["Salt"], user["SaltedPassword"]) = (new byte[16], new byte[32]);
        },
        [55] = (request, _) => (Only(request, "Topics")["TopicName"]) = "__cluster_metadata",
        [57] = (request, _) =>
        {
            var feature = request.Structs("FeatureUpdates")[0];
            (feature["Feature"], feature["MaxVersionLevel"]) = ("group.version", 1);
            request["ValidateOnly"] = true;
            if (request.Program.Version == 0)
                feature["Feature"] = "no.such.feature";
        },
        [60] = (request, _) => request["IncludeClusterAuthorizedOperations"] = true,
        [64] = (request, _) => request["BrokerId"] = 99,
        [66] = (request, world) => request["TransactionalIdPattern"] = $".*{world.Tag}",
        [68] = (request, world) =>
        {
            (request["GroupId"], request["MemberId"]) = (world.Name($"modern-{request.Program.Version}"), request.Program.Version == 0 ? "" : SweepWorld.Member);
            (request["MemberEpoch"], request["RebalanceTimeoutMs"], request["SubscribedTopicNames"]) = (0, Never, world.Topics);
            (request["SubscribedTopicRegex"], request["TopicPartitions"]) = (null, Array.Empty<Message>());
        },
        [69] = (request, world) => (request["GroupIds"], request["IncludeAuthorizedOperations"]) = (new[] { world.Name("modern-0"), world.Name("modern-1"), world.Name("team") }, true),
        [76] = (request, world) =>
        {
            (request["GroupId"], request["MemberId"]) = (world.Name("share"), SweepWorld.Member);
            (request["MemberEpoch"], request["SubscribedTopicNames"]) = (0, world.Topics);
        },
        [77] = (request, world) => (request["GroupIds"], request["IncludeAuthorizedOperations"]) = (new[] { world.Name("share"), world.Name("team") }, true),
        [78] = (request, _) =>
        {
            Share(request, 5);
            request["ForgottenTopicsData"] = Array.Empty<Message>();
        },
        [79] = (request, _) => Share(request, 5),
        [80] = (request, _) => request["ClusterId"] = "another-cluster",
        [81] = (request, _) => request["ClusterId"] = "another-cluster",
        [88] = (request, world) =>
        {
            (request["GroupId"], request["MemberId"], request["ProcessId"]) = (world.Name("streams"), SweepWorld.Member, "p");
            (request["MemberEpoch"], request["RebalanceTimeoutMs"]) = (0, Never);
            foreach (var name in new[] { "ActiveTasks", "StandbyTasks", "WarmupTasks", "ClientTags" })
                request[name] = Array.Empty<Message>();
            (request["TaskOffsets"], request["TaskEndOffsets"]) = (null, null);
            var part = request.Get<Message>("Topology").Structs("Subtopologies")[0];
            (part["SubtopologyId"], part["SourceTopics"], part["RepartitionSinkTopics"]) = ("0", world.Topics, Array.Empty<string>());
            foreach (var name in new[] { "StateChangelogTopics", "RepartitionSourceTopics", "CopartitionGroups" })
                part[name] = Array.Empty<Message>();
        },
        [89] = (request, world) => (request["GroupIds"], request["IncludeAuthorizedOperations"]) = (new[] { world.Name("streams"), world.Name("team") }, true),
        [90] = (request, world) => request.Structs("Groups")[0]["GroupId"] = world.Name("share"),
        [94] = (request, _) => request["ControllerId"] = 99,
    };

    public static void Apply(Message request, SweepWorld world) => ByApi.GetValueOrDefault(request.Program.Api.Key)?.Invoke(request, world);

    private static IEnumerable<Message> All(Message request, string outer, string inner) => request.Structs(outer).SelectMany(element => element.Structs(inner));

    /// <summary>The array's first element, now alone.</summary>
    private static Message Only(Message message, string array)
    {
        var first = message.Structs(array)[0];
        message[array] = new[] { first };
        return first;
    }

    private static IEnumerable<(int Type, string Name)> Resources(SweepWorld world) =>
        [(2, world.Topics[0]), (2, world.Topics[1]), (16, world.Name("metrics")), (32, world.Name("team"))];

    private static void Alter(Message request, SweepWorld world, IEnumerable<(int Type, string Resource, string Name, string Value)> changes)
    {
        request["Resources"] = Array.Empty<Message>();
        foreach (var change in changes)
        {
            var resource = request.Add("Resources");
            (resource["ResourceType"], resource["ResourceName"]) = (change.Type, change.Resource);
            var config = resource.Add("Configs");
            (config["Name"], config["Value"]) = (change.Name, change.Value);
        }
    }

    private static void Filter(Message filter, SweepWorld world)
    {
        (filter["ResourceTypeFilter"], filter["ResourceNameFilter"], filter["PatternTypeFilter"]) = (1, null, 1);
        (filter["PrincipalFilter"], filter["HostFilter"], filter["Operation"], filter["PermissionType"]) = ($"User:{world.Name("user")}", null, 1, 1);
    }

    private static void Share(Message request, int epoch)
    {
        (request["MemberId"], request["ShareSessionEpoch"]) = (SweepWorld.Member, epoch);
        foreach (var partition in All(request, "Topics", "Partitions"))
            partition["AcknowledgementBatches"] = Array.Empty<Message>();
    }

    /// <summary><c>int16 version 0, [string topic], bytes null</c>.</summary>
    private static byte[] Subscription(IReadOnlyList<string> topics)
    {
        var bytes = new List<byte> { 0, 0, 0, 0, 0, (byte)topics.Count };
        foreach (var topic in topics)
            bytes.AddRange([0, (byte)topic.Length, .. Encoding.ASCII.GetBytes(topic)]);
        bytes.AddRange([0xff, 0xff, 0xff, 0xff]);
        return [.. bytes];
    }
}
