using Compliance.Local.Actors;

namespace Compliance.Local.Checks;

/// <summary>Every payment that the till sent was read once, and looked as this reader is meant to see it.</summary>
internal static class ReaderCheck
{
    public static IEnumerable<Outcome> Of(string what, PaymentReader reader, PaymentLedger ledger)
    {
        var complete = reader.AsMeant == ledger.Acknowledged && reader.Otherwise == 0 && reader.AsMeant > 0;
        yield return new Outcome(complete, what, $"{reader.AsMeant} of {ledger.Acknowledged} as the policy says, {reader.Otherwise} otherwise{(reader.Refusal is { } refusal ? $"; {refusal}" : "")}");
        foreach (var deviation in reader.Deviations)
            yield return new Outcome(false, what, deviation);
    }
}
