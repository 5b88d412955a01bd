namespace Compliance.Harness.Broker;

/// <summary>What a broker remembers of one connection. Owner: the connection's task.</summary>
public sealed class FakeConnection
{
    /// <summary>The name that SASL/PLAIN has proven, or null.</summary>
    public string? User { get; internal set; }

    /// <summary>ClientSoftwareName and version out of ApiVersions, as <c>name/version</c>.</summary>
    public string? Software { get; internal set; }
}
