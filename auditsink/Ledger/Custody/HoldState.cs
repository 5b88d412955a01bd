namespace Compliance.Ledger.Custody;

/// <summary>A hold, and what became of it. Owner: its <see cref="CustodyState"/>.</summary>
public sealed class HoldState(SignedStatement statement)
{
    public long Number => statement.Number;
    public SignedStatement Statement => statement;
    public HoldOrder Order => statement.Statement.Hold!;

    /// <summary>The request that two people released it by; null: it stands.</summary>
    public long? ReleasedBy { get; internal set; }
    public bool Stands => ReleasedBy is null;
}
