namespace Compliance.Rules.Compiled;

/// <summary>What a client wants to do; the numbers are those of Kafka's AclOperation.</summary>
public enum Operation : byte
{
    /// <summary>Every operation; of rules only, a request never asks for it.</summary>
    All = 2,
    Read = 3,
    Write = 4,
    Create = 5,
    Delete = 6,
    Alter = 7,
    Describe = 8,
    ClusterAction = 9,
    DescribeConfigs = 10,
    AlterConfigs = 11,
    IdempotentWrite = 12,
    CreateTokens = 13,
    DescribeTokens = 14,
    TwoPhaseCommit = 15,
}
