namespace Compliance.Gateway.Approval;

/// <summary>
/// Policies that somebody wants in force, and how far they have come. Owner: its <see cref="ReleaseChain"/>.
/// <code>
/// signed --approvals by others, as many as the route demands--> approved --a later one is approved--> earlier
///    |--puts back the one before, which was approved: one person is enough--^
///    \--expires, or a later one is signed--> nothing
/// </code>
/// </summary>
internal sealed class Release(SignedRelease signed)
{
    private readonly List<SignedRelease> _approvals = [];

    public long Number => signed.Number;
    public ReleaseReference Reference => signed.Reference;
    public ReleaseOrder Order => signed.Statement.Order!;
    public string SignedBy => signed.Statement.By;
    public DateTimeOffset SignedAt => signed.Statement.At;
    public string? Reason => signed.Statement.Reason;

    /// <summary>It has come into force at some time.</summary>
    public bool IsApproved { get; internal set; }

    public IReadOnlyList<SignedRelease> Approvals => _approvals;

    public IEnumerable<string> ApprovedBy => _approvals.Select(approval => approval.Statement.By);

    /// <summary>The signer and all who approve.</summary>
    public int People => _approvals.Count + 1;

    public bool Has(string person) => SignedBy == person || ApprovedBy.Contains(person);

    internal void Add(SignedRelease approval) => _approvals.Add(approval);
}
