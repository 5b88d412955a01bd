using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Output;

/// <summary>A hold or a request as JSON: what was stated, and what became of it.</summary>
internal sealed record CustodyRow(long Number, string Sha256, Statement Statement)
{
    /// <summary>Of a hold: the request by which it was released.</summary>
    public long? ReleasedBy { get; init; }

    /// <summary>Of a request: what followed it.</summary>
    public CustodyRow? Approval { get; init; }
    public CustodyRow? Start { get; init; }
    public CustodyRow? Certificate { get; init; }
    public IReadOnlyList<CustodyRow>? Erasures { get; init; }

    public static CustodyRow Of(CustodyState state, long number) => state.Hold(number) is { } hold
        ? Of(hold.Statement)! with { ReleasedBy = hold.ReleasedBy }
        : state.Request(number) is { } request
            ? Of(request.Statement)! with { Approval = Of(request.Approval), Start = Of(request.Start), Certificate = Of(request.Certificate), Erasures = request.Erasures.Count > 0 ? [.. request.Erasures.Select(erasure => Of(erasure)!)] : null }
            : throw new ArgumentOutOfRangeException(nameof(number));

    private static CustodyRow? Of(SignedStatement? signed) => signed is null ? null : new(signed.Number, signed.Sha256, signed.Statement);
}
