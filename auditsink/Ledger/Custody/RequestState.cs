namespace Compliance.Ledger.Custody;

/// <summary>
/// A request, and how far it has come. Owner: its <see cref="CustodyState"/>.
/// <code>
/// requested --approval by another--> approved                  a release has happened, a token may be told
///      \--expires--> nothing            \--start--> begun --certificate--> done        a purge
///                                         |                                 \--erasure--> done, as often as need be
///                                         \--expires--> nothing
/// </code>
/// </summary>
public sealed class RequestState(SignedStatement statement)
{
    private readonly List<SignedStatement> _erasures = [];

    public long Number => statement.Number;
    public SignedStatement Statement => statement;
    public RequestOrder Order => statement.Statement.Request!;
    public SignedStatement? Approval { get; internal set; }
    public SignedStatement? Start { get; internal set; }
    public SignedStatement? Certificate { get; internal set; }

    /// <summary>What was done about the search index after the certificate, the oldest first.</summary>
    public IReadOnlyList<SignedStatement> Erasures => _erasures;

    /// <summary>The newest word on the search index; null: nobody has touched it for this purge.</summary>
    public ErasedDocuments? Erased => _erasures.Count > 0 ? _erasures[^1].Statement.Erasure : Certificate?.Statement.Certificate!.Erased;

    public RequestReference Reference => new(Number, statement.Sha256);

    /// <summary>Of a purge: what may be gone once it has begun.</summary>
    public IEnumerable<PurgeFile> MayBeGone => Without(Start?.Statement.Start?.Kept);

    /// <summary>Of a purge with a certificate: what is gone.</summary>
    public IEnumerable<PurgeFile> Gone => Certificate is null ? [] : Without(Certificate.Statement.Certificate!.Kept);

    internal void Add(SignedStatement erasure) => _erasures.Add(erasure);

    private IEnumerable<PurgeFile> Without(IReadOnlyList<KeptFile>? kept)
    {
        var paths = (kept ?? []).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        return Order.Purge?.Files.Where(file => !paths.Contains(file.Path)) ?? [];
    }
}
