namespace Compliance.Harness.Broker;

/// <summary>What a broker remembers of one connection. Owner: the connection's task.</summary>
public sealed class FakeConnection
{
    /// <summary>The name that SASL has proven, or null.</summary>
    public string? User { get; internal set; }

    /// <summary>A login has begun and not ended: nothing else is taken.</summary>
    public bool IsLoggingIn { get; internal set; }

    /// <summary>The mechanism that was chosen last.</summary>
    public string Mechanism { get; internal set; } = "";

    /// <summary>Logins that succeeded.</summary>
    public int Logins { get; internal set; }

    /// <summary>A timestamp of the cluster's time, behind which only a login is taken.</summary>
    internal long EndsAt { get; set; } = long.MaxValue;

    /// <summary>ClientSoftwareName and version out of ApiVersions, as <c>name/version</c>.</summary>
    public string? Software { get; internal set; }
}
