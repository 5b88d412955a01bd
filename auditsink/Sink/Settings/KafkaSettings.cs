namespace Compliance.AuditSink.Settings;

/// <summary>Where the audit events come from.</summary>
public sealed record KafkaSettings
{
    /// <summary><c>host:port,host:port</c>.</summary>
    public required string Bootstrap { get; init; }

    public string Topic { get; init; } = "compliance.audit";

    /// <summary>Consumer group of the archive; the index's is named after it.</summary>
    public string Group { get; init; } = "compliance-sink";

    /// <summary>Further properties of librdkafka, such as <c>security.protocol</c>.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();
}
