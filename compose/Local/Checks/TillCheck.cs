using Compliance.Local.Actors;

namespace Compliance.Local.Checks;

/// <summary>Who may write, writes undisturbed.</summary>
internal static class TillCheck
{
    public static Outcome Of(Till till, PaymentLedger ledger) =>
        new(ledger.Acknowledged > 0 && till.Refused == 0, "The till's payments are accepted", $"{ledger.Acknowledged} acknowledged, {till.Refused} refused{(till.Refusal is { } refusal ? $": {refusal}" : "")}");
}
