namespace Compliance.Local.Actors;

/// <summary>Counts sales. Of a card he is shown the last four digits, of an e-mail address the first letter, of a name nothing.</summary>
internal static class Analyst
{
    public const string User = "analyst";
    public const string Group = "analyst-sales";

    public static ReadPayment IsMeantToSee(Payment sent) => new(
        sent.Id,
        Person: "",
        Email: sent.Email[..1] + new string('*', sent.Email.Length - 1),
        CardNumber: new string('*', sent.CardNumber.Length - 4) + sent.CardNumber[^4..],
        CardCode: null,
        sent.Amount);
}
