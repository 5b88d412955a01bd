using Compliance.Events;
using Compliance.Signing;

namespace Compliance.Ledger.Custody;

/// <summary>
/// What the statements of an archive's custody come to, one after the other. A statement that is against the rules changes nothing and is a
/// problem. Grows; one owner.
/// </summary>
public sealed class CustodyState
{
    private readonly Dictionary<long, HoldState> _holds = [];
    private readonly Dictionary<long, RequestState> _requests = [];
    private readonly List<string> _hashes = [];
    private readonly List<CustodyProblem> _problems = [];

    /// <summary>Number of statements: that of the next.</summary>
    public long Size => _hashes.Count;

    /// <summary>Of the last statement's bytes.</summary>
    public string Last => Size == 0 ? SignedStatement.NoneBefore : _hashes[^1];

    public IReadOnlyList<CustodyProblem> Problems => _problems;
    public IEnumerable<HoldState> Holds => _holds.Values;
    public IEnumerable<RequestState> Requests => _requests.Values;

    /// <summary>Files that two people have had purged.</summary>
    public IEnumerable<PurgeFile> Gone => Requests.SelectMany(request => request.Gone);

    public string HashOf(long number) => _hashes[(int)number];

    public HoldState? Hold(long number) => _holds.GetValueOrDefault(number);

    public RequestState? Request(long number) => _requests.GetValueOrDefault(number);

    /// <summary>The bytes that stand at the next place, whatever they are.</summary>
    public void Add(byte[] bytes, string origin, People people)
    {
        var opened = SignedStatement.Open(bytes, origin, Size, Last, people, out var problem);
        var isForged = opened is null;
        if (opened is not null)
            problem = Objection(opened) ?? "";
        if (problem.Length > 0)
            _problems.Add(new CustodyProblem(Size, isForged, problem));
        else
            Apply(opened!);
        _hashes.Add(SignedStatement.HashOf(bytes));
    }

    /// <summary>Why the statement may not come next; null: it may.</summary>
    public string? Objection(SignedStatement signed) => signed.Statement.Kind switch
    {
        StatementKind.Hold => signed.Statement.Hold is null ? "names nothing to hold" : null,
        StatementKind.Request => OfRequest(signed.Statement),
        StatementKind.Approval => OfFollower(signed.Statement, out var request) ?? OfApproval(signed.Statement, request!),
        StatementKind.Start => OfFollower(signed.Statement, out var request) ?? OfStart(signed.Statement, request!),
        StatementKind.Certificate => OfFollower(signed.Statement, out var request) ?? OfCertificate(signed.Statement, request!),
        StatementKind.Erasure => OfFollower(signed.Statement, out var request) ?? OfErasure(signed.Statement, request!),
        var other => $"is of the kind '{other}', which nobody knows",
    };

    private void Apply(SignedStatement signed)
    {
        var statement = signed.Statement;
        if (statement.Hold is not null)
            _holds.Add(signed.Number, new HoldState(signed));
        else if (statement.Request is not null)
            _requests.Add(signed.Number, new RequestState(signed));
        else
            Follow(_requests[statement.Of!.Number], signed);
    }

    private void Follow(RequestState request, SignedStatement signed)
    {
        switch (signed.Statement.Kind)
        {
            case StatementKind.Approval:
                request.Approval = signed;
                if (request.Order.Release is { } hold)
                    _holds[hold].ReleasedBy = request.Number;
                break;
            case StatementKind.Start:
                request.Start = signed;
                break;
            case StatementKind.Erasure:
                request.Add(signed);
                break;
            default:
                request.Certificate = signed;
                break;
        }
    }

    private string? OfRequest(Statement statement) => statement.Request switch
    {
        not { IsOne: true } => "asks for nothing, or for several things at once",
        { ExpiresAt: var end } when end <= statement.At => "has expired before it was made",
        { Release: { } number } when Hold(number) is not { Stands: true } => $"is to release hold {number}, which is none, or is released already",
        { Purge.Files.Count: 0 } => "is to purge nothing",
        { Purge: { } plan } when plan.Files.FirstOrDefault(file => file.LastTime >= EventTime.Micros(plan.Before)) is { } young => $"is to purge {young.Path}, which has events from after {plan.Before:u}",
        { Purge: { } plan } when plan.Files.Select(file => file.Path).Distinct(StringComparer.Ordinal).Count() < plan.Files.Count => "names a file twice",
        _ => null,
    };

    private string? OfFollower(Statement statement, out RequestState? request)
    {
        request = statement.Of is { } of ? Request(of.Number) : null;
        if (request is null)
            return "is about a request that is none";
        return statement.Of == request.Reference ? null : $"is about another request {request.Number} than the one that is there: its SHA-256 differs";
    }

    private string? OfApproval(Statement statement, RequestState request)
    {
        if (statement.By == request.Statement.Statement.By)
            return $"is by {statement.By}, who made request {request.Number}: it takes two people";
        if (request.Approval is not null)
            return $"is a second approval of request {request.Number}";
        if (statement.At > request.Order.ExpiresAt)
            return Expired(request);
        return request.Order.Release is { } hold && Hold(hold) is not { Stands: true } ? $"is to release hold {hold}, which is released already" : null;
    }

    private string? OfStart(Statement statement, RequestState request)
    {
        if (request.Order.Purge is not { } plan || statement.Start is not { } start)
            return $"begins request {request.Number}, which is no purge";
        if (request.Approval is null)
            return $"begins request {request.Number}, which nobody has approved";
        if (request.Start is not null)
            return $"begins request {request.Number} a second time";
        if (statement.At > request.Order.ExpiresAt)
            return Expired(request);
        var kept = start.Kept.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var goes = plan.Files.Where(file => !kept.Contains(file.Path)).ToList();
        foreach (var hold in Holds.Where(hold => hold.Stands && (hold.Order.Rows is null || !start.LookedInto.Contains(hold.Number))))
        {
            if (goes.Find(hold.Order.Reaches) is { } held)
                return $"begins to purge {held.Path}, which hold {hold.Number} ({hold.Order.Case}) keeps";
        }

        return null;
    }

    private static string? OfCertificate(Statement statement, RequestState request)
    {
        if (statement.Certificate is not { } certificate || request.Start is null)
            return $"certifies request {request.Number}, which has not begun";
        if (request.Certificate is not null)
            return $"is a second certificate of request {request.Number}";
        var kept = certificate.Kept.Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        var gone = request.Order.Purge!.Files.Where(file => !kept.Contains(file.Path)).ToList();
        if (request.Start.Statement.Start!.Kept.FirstOrDefault(file => !kept.Contains(file.Path)) is { } held)
            return $"says that {held.Path} is gone, which was held when the purge began";
        return (gone.Count, gone.Sum(file => file.Rows), gone.Sum(file => file.Bytes)) == (certificate.Files, certificate.Rows, certificate.Bytes)
            ? null
            : $"counts other files, rows or bytes than those of request {request.Number} that it does not keep";
    }

    private static string? OfErasure(Statement statement, RequestState request) => statement.Erasure is null || request.Certificate is null
        ? $"tells of an erasure for request {request.Number}, which is no purge with a certificate"
        : null;

    private static string Expired(RequestState request) => $"is later than {request.Order.ExpiresAt:u}, when request {request.Number} expired";
}
