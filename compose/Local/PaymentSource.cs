using System.Globalization;

namespace Compliance.Local;

/// <summary>Makes payments up: invented people, and card numbers that are well-formed (check digit) but nobody's. One owner.</summary>
internal sealed class PaymentSource(Random random)
{
    private static readonly string[] FirstNames = ["Ada", "Grace", "Alan", "Barbara", "Edsger", "Frances", "Ken", "Margaret", "Niklaus", "Radia"];
    private static readonly string[] LastNames = ["Abbott", "Berg", "Castellano", "Duarte", "Eriksen", "Fontaine", "Grabowski", "Horvat", "Ivanova", "Jansen"];

    // A range that no issuer uses for customers: the card schemes' own documentation prints numbers of it.
    private const string Issuer = "411111";
    private int _count;

    public Payment Next()
    {
        var first = FirstNames[random.Next(FirstNames.Length)];
        var last = LastNames[random.Next(LastNames.Length)];
        return new Payment(
            string.Create(CultureInfo.InvariantCulture, $"payment-{++_count:000000}"),
            $"{first} {last}",
            $"{first}.{last}@mail.example".ToLowerInvariant(),
            CardNumber(),
            string.Create(CultureInfo.InvariantCulture, $"{random.Next(1000):000}"),
            string.Create(CultureInfo.InvariantCulture, $"{random.Next(100, 30000) / 100m:0.00}"));
    }

    private string CardNumber()
    {
        var body = Issuer + string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64(1_000_000_000):000000000}");
        return body + CheckDigit(body);
    }

    /// <summary>Luhn's check digit (ISO/IEC 7812-1): from the right, every second digit counts double, and its digits are summed.</summary>
    private static int CheckDigit(string body)
    {
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
        {
            var digit = body[body.Length - 1 - i] - '0';
            if (i % 2 == 0)
                digit = digit * 2 % 10 + digit / 5;
            sum += digit;
        }
        return (10 - sum % 10) % 10;
    }
}
