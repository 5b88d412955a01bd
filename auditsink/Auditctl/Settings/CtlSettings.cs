using Compliance.Search.Settings;

namespace Compliance.Auditctl.Settings;

/// <summary>All settings of auditctl, as written in its one file.</summary>
internal sealed record CtlSettings
{
    /// <summary>What holds without a file.</summary>
    public static CtlSettings None { get; } = new();

    /// <summary>The archive's folder; the command line may name another.</summary>
    public string? Archive { get; init; }

    /// <summary>Where uses are recorded; null: in the journal beside the archive.</summary>
    public TopicSettings? Topic { get; init; }

    /// <summary>Whom to trust; the command line may name others.</summary>
    public LedgerTrust? Ledger { get; init; }

    /// <summary>Who may hold and purge.</summary>
    public CustodySettings Custody { get; init; } = new();

    /// <summary>Whether a token is told only after a second person has approved it.</summary>
    public bool TokenApprovalRequired { get; init; }

    /// <summary>The index that the sink fills; the command line may name another address.</summary>
    public ElasticsearchSettings? Elasticsearch { get; init; }

    /// <summary>Whether <c>--unrecorded</c> is allowed.</summary>
    public bool UnrecordedAllowed { get; init; }

    /// <summary>Whether every use must state its reason.</summary>
    public bool ReasonRequired { get; init; }
}
