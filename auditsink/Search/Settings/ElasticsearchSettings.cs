namespace Compliance.Search.Settings;

/// <summary>The search index. Without it the sink is an archive alone.</summary>
public sealed record ElasticsearchSettings
{
    public required Uri Url { get; init; }

    /// <summary>Indices are named <c>{prefix}-2026.11.25</c>, templates after the prefix.</summary>
    public string IndexPrefix { get; init; } = "audit-kafka";

    /// <summary>Base64 of <c>id:key</c>, as Elasticsearch hands it out. What it must be allowed to do: <c>auditsink/Search/README.md</c>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>PEM file of the authorities that may vouch for the server; null: those of this machine.</summary>
    public string? Ca { get; init; }

    /// <summary>PEM file of the certificate that this client shows, and the PEM of its private key; both or none.</summary>
    public string? Certificate { get; init; }
    public string? CertificateKey { get; init; }

    /// <summary>False where the templates are put by other hands.</summary>
    public bool ManageTemplates { get; init; } = true;

    /// <summary>Null: the sink has nothing deleted.</summary>
    public RetentionSettings? Retention { get; init; }

    public int Shards { get; init; } = 1;
    public int Replicas { get; init; } = 1;
    public int RefreshSeconds { get; init; } = 5;

    /// <summary>Whether bulk requests are compressed: half the bytes on a network, and nothing but work where the server is beside the sink.</summary>
    public bool Compress { get; init; } = true;

    /// <summary>The most bulk requests under way at a time; fewer while the server says that it is too much.</summary>
    public int InFlight { get; init; } = 2;

    /// <summary>The most documents of a request; fewer while the server says that it is too much.</summary>
    public int BulkDocuments { get; init; } = 2_000;

    /// <summary>Before compression.</summary>
    public int BulkBytes { get; init; } = 5 << 20;
}
