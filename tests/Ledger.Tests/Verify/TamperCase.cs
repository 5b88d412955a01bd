using Compliance.Ledger.Verify;

namespace Compliance.Ledger.Tests.Verify;

/// <summary>A way to tamper with the evidence, and what a verification must say of it.</summary>
/// <param name="Name">What somebody does.</param>
/// <param name="Tamper">Does it.</param>
/// <param name="Kind">What is found.</param>
/// <param name="Entry">Of which entry; null: of none.</param>
/// <param name="File">Which of the entry's files it names; null: none, or it does not matter.</param>
/// <param name="Row">And which row.</param>
/// <param name="Event">Sequence of the first event that cannot be vouched for.</param>
internal sealed record TamperCase(
    string Name, Func<Evidence, Task> Tamper, FindingKind Kind, long? Entry, int? File = null, long? Row = null, long? Event = null)
{
    public override string ToString() => Name;
}
