using System.Collections.Frozen;
using System.Collections.Immutable;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;
using static Compliance.Kafka.Wire.KafkaError;
using static Compliance.Rules.Compiled.Operation;
using static Compliance.Rules.Compiled.ResourceType;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Who may do what, for every API that a broker offers: the one table that drives authorization. Source: the checks of Kafka 4.4's
/// KafkaApis and ControllerApis. An API without a row is refused (and left out of ApiVersions), so a new one fails closed.
/// </summary>
internal static class AccessTable
{
    public static FrozenDictionary<short, AccessRow> Rows { get; } = Write().ToFrozenDictionary(row => row.ApiKey);

    private static AccessRow[] Write() =>
    [
        Row(0, Named(Operation.Write, TransactionalId, "TransactionalId", TransactionalIdAuthorizationFailed),
               Entries(Operation.Write, Topic, "TopicData", TopicAuthorizationFailed)),
        Row(1, Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(2, Entries(Describe, Topic, "Topics", TopicAuthorizationFailed)),
        Row(3, Entries(Describe, Topic, "Topics", TopicAuthorizationFailed), Listed(Describe, Topic, "Topics")),
        Row(8, Named(Read, Group, "GroupId", GroupAuthorizationFailed), Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(9, Named(Describe, Group, "GroupId", GroupAuthorizationFailed) with { To = 7 },
               Entries(Describe, Topic, "Topics", TopicAuthorizationFailed) with { To = 7 },
               Listed(Describe, Topic, "Topics") with { To = 7 },
               Entries(Describe, Group, "Groups", GroupAuthorizationFailed) with { From = 8 },
               Entries(Describe, Topic, "Groups.Topics", TopicAuthorizationFailed) with { From = 8 },
               Listed(Describe, Topic, "Groups.Topics") with { From = 8 }),
        Row(10), // by the type of its key: CoordinatorCheck
        Row(11, Named(Read, Group, "GroupId", GroupAuthorizationFailed)),
        Row(12, Named(Read, Group, "GroupId", GroupAuthorizationFailed)),
        Row(13, Named(Read, Group, "GroupId", GroupAuthorizationFailed)),
        Row(14, Named(Read, Group, "GroupId", GroupAuthorizationFailed)),
        Row(15, Entries(Describe, Group, "Groups", GroupAuthorizationFailed)),
        Row(16, Listed(Describe, Group, "Groups") with { UnlessCluster = Describe }),
        Row(17), Row(18),
        Row(19, Entries(Create, Topic, "Topics", TopicAuthorizationFailed) with { UnlessCluster = Create }),
        // What is named must be describable too, though deleting implies it: a broker asks for both. By id it asks for the one.
        Row(20, Entries(Describe, Topic, "TopicNames", TopicAuthorizationFailed) with { To = 5, UnlessCluster = Delete },
                Entries(Delete, Topic, "TopicNames", TopicAuthorizationFailed) with { To = 5, UnlessCluster = Delete },
                Entries(Describe, Topic, "Topics", TopicAuthorizationFailed) with { From = 6, UnlessCluster = Delete, OfNames = true },
                Entries(Delete, Topic, "Topics", TopicAuthorizationFailed) with { From = 6, UnlessCluster = Delete }),
        Row(21, Entries(Delete, Topic, "Topics", TopicAuthorizationFailed)),
        Row(22, Named(Operation.Write, TransactionalId, "TransactionalId", TransactionalIdAuthorizationFailed)), // without an id: ProducerIdCheck
        Row(23, Entries(Describe, Topic, "Topics", TopicAuthorizationFailed) with { UnlessCluster = ClusterAction }),
        Row(24, Named(Operation.Write, TransactionalId, "V3AndBelowTransactionalId", TransactionalIdAuthorizationFailed) with { To = 3 },
                Entries(Operation.Write, Topic, "V3AndBelowTopics", TopicAuthorizationFailed) with { To = 3 },
                OnCluster(ClusterAction) with { From = 4 }),
        Row(25, Named(Operation.Write, TransactionalId, "TransactionalId", TransactionalIdAuthorizationFailed), Named(Read, Group, "GroupId", GroupAuthorizationFailed)),
        Row(26, Named(Operation.Write, TransactionalId, "TransactionalId", TransactionalIdAuthorizationFailed)),
        Row(27, OnCluster(Alter) with { UnlessCluster = ClusterAction }),
        Row(28, Named(Operation.Write, TransactionalId, "TransactionalId", TransactionalIdAuthorizationFailed), Named(Read, Group, "GroupId", GroupAuthorizationFailed),
                Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(29, OnCluster(Describe)), Row(30, OnCluster(Alter)), Row(31, OnCluster(Alter)),
        Row(32, Configs(DescribeConfigs, "Resources")),
        Row(33, Configs(AlterConfigs, "Resources")),
        Row(34, OnCluster(Alter)), Row(35, OnCluster(Describe)), Row(36),
        Row(37, Entries(Alter, Topic, "Topics", TopicAuthorizationFailed)),
        Row(38, Never(DelegationTokenRequestNotAllowed)), Row(39, Never(DelegationTokenRequestNotAllowed)), Row(40, Never(DelegationTokenRequestNotAllowed)), Row(41, Never(DelegationTokenRequestNotAllowed)),
        Row(42, Entries(Delete, Group, "GroupsNames", GroupAuthorizationFailed)),
        Row(43, OnCluster(Alter)),
        Row(44, Configs(AlterConfigs, "Resources")),
        Row(45, OnCluster(Alter)), Row(46, OnCluster(Describe)),
        Row(47, Named(Delete, Group, "GroupId", GroupAuthorizationFailed), Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(48, OnCluster(DescribeConfigs)), Row(49, OnCluster(AlterConfigs)), Row(50, OnCluster(Describe)), Row(51, OnCluster(Alter)),
        Row(55, OnCluster(Describe)), Row(57, OnCluster(Alter)),
        Row(60),
        Row(61, Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(64, OnCluster(Alter)),
        Row(65, Entries(Describe, TransactionalId, "TransactionalIds", TransactionalIdAuthorizationFailed),
                Listed(Describe, Topic, "TransactionStates.Topics")),
        Row(66, Listed(Describe, TransactionalId, "TransactionStates")),
        Row(68, Named(Read, Group, "GroupId", GroupAuthorizationFailed), AllOf(Describe, "SubscribedTopicNames")),
        Row(69, Entries(Describe, Group, "GroupIds", GroupAuthorizationFailed), Described("Groups")),
        Row(71), Row(72),
        Row(74, OnCluster(DescribeConfigs)),
        Row(75, Entries(Describe, Topic, "Topics", TopicAuthorizationFailed), Listed(Describe, Topic, "Topics")),
        Row(76, Named(Read, Group, "GroupId", GroupAuthorizationFailed), AllOf(Describe, "SubscribedTopicNames")),
        Row(77, Entries(Describe, Group, "GroupIds", GroupAuthorizationFailed), Described("Groups")),
        Row(78, Named(Read, Group, "GroupId", GroupAuthorizationFailed), Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(79, Named(Read, Group, "GroupId", GroupAuthorizationFailed), Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(80, OnCluster(Alter)), Row(81, OnCluster(Alter)),
        Row(83, OnCluster(ClusterAction)), Row(84, OnCluster(ClusterAction)), Row(85, OnCluster(ClusterAction)),
        Row(86, OnCluster(ClusterAction)), Row(87, OnCluster(ClusterAction)),
        Row(88, Named(Read, Group, "GroupId", GroupAuthorizationFailed),
                AllOf(Describe, "Topology.Subtopologies.SourceTopics"), AllOf(Describe, "Topology.Subtopologies.RepartitionSinkTopics"),
                AllOf(Describe, "Topology.Subtopologies.StateChangelogTopics"), AllOf(Describe, "Topology.Subtopologies.RepartitionSourceTopics"),
                AllOf(Create, "Topology.Subtopologies.StateChangelogTopics") with { UnlessCluster = Create },
                AllOf(Create, "Topology.Subtopologies.RepartitionSourceTopics") with { UnlessCluster = Create }),
        Row(89, Entries(Describe, Group, "GroupIds", GroupAuthorizationFailed), Described("Groups")),
        Row(90, Entries(Describe, Group, "Groups", GroupAuthorizationFailed),
                Entries(Describe, Topic, "Groups.Topics", TopicAuthorizationFailed), Listed(Describe, Topic, "Groups.Topics")),
        Row(91, Named(Read, Group, "GroupId", GroupAuthorizationFailed), Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(92, Named(Delete, Group, "GroupId", GroupAuthorizationFailed), Entries(Read, Topic, "Topics", TopicAuthorizationFailed)),
        Row(93, Named(Read, Group, "GroupId", GroupAuthorizationFailed)),
        Row(94, OnCluster(Alter)),
    ];

    private static AccessRow Row(short key, params ImmutableArray<AccessCheck> checks) => new(key, checks);

    private static AccessCheck OnCluster(Operation operation) => new(CheckScope.Cluster, operation, ResourceType.Cluster, ClusterAuthorizationFailed);

    private static AccessCheck Named(Operation operation, ResourceType resource, string path, KafkaError error) =>
        new(CheckScope.Named, operation, resource, error) { Path = path };

    private static AccessCheck AllOf(Operation operation, string path) =>
        new(CheckScope.AllOf, operation, Topic, TopicAuthorizationFailed) { Path = path };

    private static AccessCheck Entries(Operation operation, ResourceType resource, string path, KafkaError error) =>
        new(CheckScope.Entries, operation, resource, error) { Path = path };

    private static AccessCheck Configs(Operation operation, string path) =>
        new(CheckScope.ConfigEntries, operation, ResourceType.Cluster, ClusterAuthorizationFailed) { Path = path };

    private static AccessCheck Listed(Operation operation, ResourceType resource, string path) =>
        new(CheckScope.Listed, operation, resource, None) { Path = path };

    private static AccessCheck Described(string path) => new(CheckScope.Described, Describe, Topic, TopicAuthorizationFailed) { Path = path };

    private static AccessCheck Never(KafkaError error) => new(CheckScope.Never, All, ResourceType.Cluster, error);
}
