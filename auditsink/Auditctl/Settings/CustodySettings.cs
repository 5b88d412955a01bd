namespace Compliance.Auditctl.Settings;

/// <summary>Who holds, purges and signs, as written.</summary>
internal sealed record CustodySettings
{
    /// <summary>Whose statements count: names, and for each the files of the public keys that were ever theirs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> People { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Who works with these settings; null: nothing is signed.</summary>
    public SignerSettings? Signer { get; init; }

    /// <summary>Events younger than that are never purged.</summary>
    public int RetentionDays { get; init; } = 400;

    /// <summary>How long a request may wait for its second person, and what follows from it.</summary>
    public int ApprovalHours { get; init; } = 72;
}
