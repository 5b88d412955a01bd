namespace Compliance.Local.Actors;

/// <summary>What lies in the broker, read from it directly, past the proxy: the card code is dropped before anything is stored.</summary>
internal static class StoredRecords
{
    public const string Group = "witness";

    public static ReadPayment AreMeantToBe(Payment sent) => new(sent.Id, sent.Person, sent.Email, sent.CardNumber, CardCode: null, sent.Amount);
}
