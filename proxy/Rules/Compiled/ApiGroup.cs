namespace Compliance.Rules.Compiled;

/// <summary>What is asked for, as audit rules tell requests apart.</summary>
public enum ApiGroup : byte
{
    /// <summary>Attempts to log in.</summary>
    Authentication,

    /// <summary>Changes of topics, configurations, access rules, quotas, credentials and the cluster.</summary>
    Admin,

    Produce,

    /// <summary>Fetches that brought records, of consumers and share groups.</summary>
    Fetch,

    /// <summary>Members and offsets of groups.</summary>
    Groups,
    Transactions,

    /// <summary>Looking at topics, configurations, groups and the cluster.</summary>
    Describe,

    /// <summary>Heartbeats, metadata, versions, telemetry, and fetches that brought nothing.</summary>
    Polls,
}
