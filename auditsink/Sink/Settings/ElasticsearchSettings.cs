namespace Compliance.AuditSink.Settings;

/// <summary>The search index. Without it the sink is an archive alone.</summary>
public sealed record ElasticsearchSettings
{
    public required Uri Url { get; init; }

    /// <summary>Indices are named <c>{prefix}-2026.11.25</c>, templates after the prefix.</summary>
    public string IndexPrefix { get; init; } = "audit-kafka";

    /// <summary>Base64 of <c>id:key</c>, as Elasticsearch hands it out. It needs create_doc on the indices, and manage_index_templates for the templates.</summary>
    public string? ApiKey { get; init; }

    /// <summary>False where the templates are put by other hands.</summary>
    public bool ManageTemplates { get; init; } = true;

    public int Shards { get; init; } = 1;
    public int Replicas { get; init; } = 1;
    public int RefreshSeconds { get; init; } = 5;

    /// <summary>Bulk requests under way at a time.</summary>
    public int InFlight { get; init; } = 2;
    public int BulkDocuments { get; init; } = 2_000;

    /// <summary>Before compression.</summary>
    public int BulkBytes { get; init; } = 5 << 20;
}
