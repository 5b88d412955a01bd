namespace Compliance.Rules.Compiled;

/// <summary>What the operation is done to; the numbers are those of Kafka's ResourceType.</summary>
public enum ResourceType : byte
{
    Topic = 2,
    Group = 3,
    Cluster = 4,
    TransactionalId = 5,

    /// <summary>No rule of this version can name one: always denied.</summary>
    DelegationToken = 6,

    /// <summary>No rule of this version can name one: always denied.</summary>
    User = 7,
}
