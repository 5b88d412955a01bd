using Compliance.Signing;

namespace Compliance.Gateway.Approval;

/// <summary>
/// What the statements about a folder of policies come to, one after the other. A statement that is forged, by somebody unknown, or against
/// the rules changes nothing and is a problem. Grows; one owner.
/// </summary>
internal sealed class ReleaseChain(ApprovalPlan plan)
{
    /// <summary>The number of the first statement.</summary>
    public const long First = 1;
    private readonly SortedDictionary<long, Release> _releases = [];
    private readonly List<(long Number, string Text)> _problems = [];

    /// <summary>Number of the next statement.</summary>
    public long Next { get; private set; } = First;

    /// <summary>Hash of the last statement's bytes.</summary>
    public string Last { get; private set; } = ChainedNote.NoneBefore;

    /// <summary>Statements that count for nothing, and why.</summary>
    public IReadOnlyList<(long Number, string Text)> Problems => _problems;

    public IEnumerable<Release> Releases => _releases.Values;

    /// <summary>The newest that is approved.</summary>
    public Release? InForce { get; private set; }

    /// <summary>The one that was in force before it.</summary>
    public Release? Before { get; private set; }

    /// <summary>The newest, while it waits for approvals.</summary>
    public Release? Waiting => Releases.LastOrDefault() is { IsApproved: false } last ? last : null;

    public Release? Find(long number) => _releases.GetValueOrDefault(number);

    /// <summary>The bytes that stand at the next place, whatever they are.</summary>
    public void Add(byte[] bytes)
    {
        var signed = SignedRelease.Open(bytes, plan.Origin, Next, Last, plan.People, out var problem);
        if (signed is not null)
            problem = Objection(signed) ?? "";
        if (problem.Length > 0)
            _problems.Add((Next, $"Statement {Next} {problem}; it counts for nothing."));
        else
            Apply(signed!);
        Next++;
        Last = ChainedNote.HashOf(bytes);
    }

    /// <summary>Why the statement may not come next; null: it may.</summary>
    public string? Objection(SignedRelease signed) => signed.Statement switch
    {
        { Kind: ReleaseStatement.Release, Order: { } order, Of: null } statement => OfRelease(statement, order),
        { Kind: ReleaseStatement.Approval, Order: null, Of: { } of } statement => OfApproval(statement, of),
        _ => "is neither a release nor an approval",
    };

    /// <summary>Whether one person is enough: it puts back what was in force right before, which was approved then.</summary>
    public bool IsStepBack(ReleaseOrder order) => order.Restores is { } number && Before?.Number == number;

    private void Apply(SignedRelease signed)
    {
        Release release;
        if (signed.Statement.Order is not null)
            _releases.Add(signed.Number, release = new Release(signed));
        else
            (release = _releases[signed.Statement.Of!.Number]).Add(signed);
        if (release.People < plan.Needed && !IsStepBack(release.Order))
            return;
        release.IsApproved = true;
        (Before, InForce) = (InForce, release);
    }

    private string? OfRelease(ReleaseStatement statement, ReleaseOrder order)
    {
        if (order.Files.Count == 0)
            return "names no policy";
        if (order.Files.FirstOrDefault(file => file.Name != Path.GetFileName(file.Name)) is { } elsewhere)
            return $"names {elsewhere.Name}, which is not in the folder";
        if (order.Files.Select(file => file.Name).Distinct(StringComparer.Ordinal).Count() < order.Files.Count)
            return "names a file twice";
        if (order.ExpiresAt <= statement.At)
            return "has expired before it was made";
        if (order.Restores is not { } number)
            return null;
        if (Find(number) is not { IsApproved: true } restored)
            return $"puts back release {number}, which was never approved";
        return order.HasFiles(restored.Order.Files) ? null : $"puts back release {number} with other files than that has";
    }

    private string? OfApproval(ReleaseStatement statement, ReleaseReference of)
    {
        if (Find(of.Number) is not { } release || release.Reference != of)
            return $"approves a release {of.Number} that is not the one there";
        if (release.IsApproved)
            return $"approves release {of.Number}, which is approved already";
        if (release != Waiting)
            return $"approves release {of.Number}, after which another one was signed";
        if (release.SignedBy == statement.By)
            return $"is by {statement.By}, who signed release {of.Number}: it takes another person";
        if (release.Has(statement.By))
            return $"is a second approval of release {of.Number} by {statement.By}";
        return statement.At > release.Order.ExpiresAt ? $"is later than {release.Order.ExpiresAt:u}, when release {of.Number} expired" : null;
    }
}
