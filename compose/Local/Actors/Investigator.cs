namespace Compliance.Local.Actors;

/// <summary>Hunts fraud, under an exception with a ticket and an end: sees everything but the card code, which nobody ever gets to see.</summary>
internal static class Investigator
{
    public const string User = "investigator";
    public const string Group = "investigator-fraud";

    public static ReadPayment IsMeantToSee(Payment sent) => StoredRecords.AreMeantToBe(sent);
}
