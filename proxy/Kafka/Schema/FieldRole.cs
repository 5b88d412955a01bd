namespace Compliance.Kafka.Schema;

/// <summary>
/// What a field means to a proxy. The protocol's own <c>entityType</c> gives the roles of topics, groups, transactional
/// ids, producers and brokers; <see cref="EntityOverrides"/> gives the rest. Rules, address rewriting and audit go by
/// role, so that no API has to be listed twice.
/// </summary>
public enum FieldRole : byte
{
    /// <summary>A number or flag that names nothing.</summary>
    None,

    TopicName,

    /// <summary>uuid of a topic; all zero where the name is meant.</summary>
    TopicId,

    /// <summary>RE2 expression over topic names.</summary>
    TopicRegex,

    GroupId,
    TransactionalId,

    /// <summary>RE2 expression over transactional ids.</summary>
    TransactionalIdPattern,

    ProducerId,

    /// <summary>Node id of a broker or controller, one or an array of them.</summary>
    BrokerId,

    /// <summary>Group, transactional id or share group, by the field of role <see cref="CoordinatorKeyType"/>.</summary>
    CoordinatorKey,

    /// <summary>0 group, 1 transactional id, 2 share group.</summary>
    CoordinatorKeyType,

    /// <summary>Name of a configured resource, by the field of role <see cref="ResourceType"/>.</summary>
    ResourceName,

    /// <summary>Of configurations: 2 topic, 4 broker, 8 broker logger, 16 client metrics, 32 group.</summary>
    ResourceType,

    /// <summary>Name or pattern of an ACL's resource, by the field of role <see cref="AclResourceType"/>.</summary>
    AclResourceName,

    /// <summary>Of ACLs: 2 topic, 3 group, 4 cluster, 5 transactional id, 6 delegation token, 7 user.</summary>
    AclResourceType,

    /// <summary>1 any, 2 match, 3 literal, 4 prefixed.</summary>
    AclPatternType,

    /// <summary>Address that an ACL admits.</summary>
    AclHost,

    /// <summary>Host under which clients reach a broker: to be rewritten.</summary>
    Host,

    /// <summary>Port under which clients reach a broker: int32, beside a <see cref="Host"/>.</summary>
    Port,

    /// <summary>Host of an endpoint on the controllers' side.</summary>
    QuorumHost,

    /// <summary>Port of an endpoint on the controllers' side: uint16, or int32 in UpdateRaftVoter.</summary>
    QuorumPort,

    /// <summary>Address from which the broker saw a client come: the proxy's own.</summary>
    PeerHost,

    /// <summary>Endpoint of a Streams application, no broker's: left alone.</summary>
    ClientEndpointHost,

    /// <summary>Port beside a <see cref="ClientEndpointHost"/>.</summary>
    ClientEndpointPort,

    ErrorCode,

    /// <summary>Text beside an error; may hold names.</summary>
    ErrorMessage,

    ThrottleTimeMs,

    /// <summary>Index of a partition, one or an array of them.</summary>
    PartitionIndex,

    Records,
    ClusterId,
    RackId,
    MemberId,
    GroupInstanceId,
    ClientId,
    ClientSoftware,

    /// <summary>"consumer" says that <see cref="Subscription"/> and <see cref="Assignment"/> hold topic names.</summary>
    ProtocolType,

    /// <summary>Bytes of <see cref="EmbeddedFormats.Subscription"/> where the protocol type is "consumer".</summary>
    Subscription,

    /// <summary>Bytes of <see cref="EmbeddedFormats.Assignment"/> where the protocol type is "consumer".</summary>
    Assignment,

    /// <summary>Bytes of an assignor inside a subscription or assignment; some hold topic names.</summary>
    AssignorData,

    /// <summary>Principal with its type, "User:alice".</summary>
    Principal,

    PrincipalType,
    PrincipalName,

    /// <summary>User of SCRAM credentials.</summary>
    UserName,

    /// <summary>"user", "client-id" or "ip".</summary>
    QuotaEntityType,

    QuotaEntityName,

    /// <summary>Passwords, salts, HMACs, SASL tokens: never logged.</summary>
    Secret,

    TokenId,
    FeatureName,
    ConfigName,

    /// <summary>Value of a configuration; a broker's may hold addresses.</summary>
    ConfigValue,

    /// <summary>Folder of a broker's log.</summary>
    LogDir,

    /// <summary>OTLP metrics; labels may hold client and topic names.</summary>
    Telemetry,

    /// <summary>Free text or data of a client.</summary>
    Text,

    /// <summary>Looked at, and found to name nothing that rules speak of.</summary>
    Opaque,
}
