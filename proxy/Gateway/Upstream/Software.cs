namespace Compliance.Gateway.Upstream;

/// <summary>What the other side calls a client's software, as ApiVersions v3+ carries it.</summary>
internal readonly record struct Software(string Name, string Version)
{
    /// <summary>This process, where no client stands behind a connection.</summary>
    public static Software Proxy { get; } = new("compliance-proxy", typeof(Software).Assembly.GetName().Version?.ToString(3) ?? "0");
}
