namespace Compliance.Auditctl.Settings;

/// <summary>The audit topic, as the place where uses of auditctl are recorded.</summary>
internal sealed record TopicSettings
{
    /// <summary><c>host:port,host:port</c>.</summary>
    public required string Bootstrap { get; init; }
    public required string Topic { get; init; }

    /// <summary>Further properties of librdkafka, such as <c>security.protocol</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>How long the brokers may take to make a record last.</summary>
    public int TimeoutSeconds { get; init; } = 20;
}
