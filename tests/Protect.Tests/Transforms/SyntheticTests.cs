using System.Globalization;
using System.Numerics;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace Compliance.Protect.Tests.Transforms;

/// <summary>Made-up values: of their kind, nobody's, and for equal values equal.</summary>
public sealed partial class SyntheticTests
{
    [Theory]
    [InlineData("4111111111111111", "400000")]
    [InlineData("4222222222222", "400000")]
    [InlineData("5555555555554444", "520082")]
    [InlineData("2223003122003222", "520082")]
    [InlineData("378282246310005", "378282")]
    [InlineData("6011111111111117", "601111")]
    [InlineData("30569309025904", "305693")]
    [InlineData("3530111333300000", "353011")]
    [InlineData("6205500000000000004", "620000")]
    [InlineData("6759649826438453", "675964")]
    [InlineData("2200770212727079", "9999")]
    [InlineData("1234567890123456", "9999")]
    public void A_card_number_stays_of_its_network_and_length(string card, string start)
    {
        var made = Made("pan", card);

        Assert.Equal(card.Length, made.Length);
        Assert.StartsWith(start, made, StringComparison.Ordinal);
        Assert.True(IsLuhn(made), made);
    }

    [Fact]
    public void Every_card_number_has_a_sound_check_digit() => Gen.String[Gen.Char['0', '9'], 12, 19].Sample(card =>
    {
        var made = Made("pan", card);
        return made.Length == card.Length && IsLuhn(made);
    }, iter: 300);

    [Fact]
    public void Separators_and_type_stay_and_do_not_count()
    {
        var results = All("pan", "\"4111 1111 1111 1111\"", "\"4111-1111-1111-1111\"", "4111111111111111");

        Assert.Matches("^\"4000 00[0-9]{2} [0-9]{4} [0-9]{4}\"$", results[0]);
        Assert.Equal(results[0].Replace(' ', '-'), results[1]);
        Assert.Equal(results[0].Replace(" ", "", StringComparison.Ordinal).Trim('"'), results[2]);
    }

    [Theory]
    [InlineData("Ada", "^[A-Z][a-z]+$")]
    [InlineData("Ada Lovelace", "^[A-Z][a-z]+ [A-Z][a-z]+$")]
    [InlineData("Augusta Ada King-Noel", "^[A-Z][a-z]+ [A-Z][a-z]+$")]
    [InlineData("李小龍", "^[A-Z][a-z]+$")]
    [InlineData("", "^[A-Z][a-z]+$")]
    public void A_name_has_one_word_or_two(string name, string pattern) => Assert.Matches(pattern, Made("name", name));

    [Theory]
    [InlineData("ada@shop.example")]
    [InlineData("no address")]
    public void An_address_is_at_example_com(string address) => Assert.Matches("^[a-z]{12}@example[.]com$", Made("email", address));

    [Theory]
    [InlineData("(202) 456-1414", "^[(][2-9][2-8][0-9][)] 555-01[0-9]{2}$")]
    [InlineData("+1 202 456 1414", "^[+]1 [2-9][2-8][0-9] 555 01[0-9]{2}$")]
    [InlineData("2024561414", "^[2-9][2-8][0-9]55501[0-9]{2}$")]
    [InlineData("+49 30 1234567", "^[+]1[2-9][2-8][0-9]55501[0-9]{2}$")]
    [InlineData("+4930123456", "^[+]1[2-9][2-8][0-9]55501[0-9]{2}$")]
    [InlineData("29924561414", "^[+]1[2-9][2-8][0-9]55501[0-9]{2}$")]
    [InlineData("call me", "^[+]1[2-9][2-8][0-9]55501[0-9]{2}$")]
    public void A_telephone_number_is_one_of_fiction(string phone, string pattern) => Assert.Matches(pattern, Made("phone", phone));

    [Theory]
    [InlineData("GB82WEST12345698765432", "^GB[0-9]{2}XXXX[0-9]{14}$")]
    [InlineData("de89 3704 0044 0532 0130 00", "^DE[0-9]{2} 0000 [0-9]{4} [0-9]{4} [0-9]{4} [0-9]{2}$")]
    [InlineData("NO9386011117947", "^NO[0-9]{2}0000[0-9]{7}$")]
    [InlineData("MT84MALT011000012345MTLCAST001S", "^MT[0-9]{2}XXXX[0-9]{12}[A-Z]{7}[0-9]{3}[A-Z]$")]
    [InlineData("FR1420041010050500013M02606", "^FR[0-9]{2}0000[0-9]{13}[A-Z][0-9]{5}$")]
    [InlineData("BE68539007547034", "^NL[0-9]{2}XXXX[0-9]{10}$")]
    [InlineData("no account", "^NL[0-9]{2}XXXX[0-9]{10}$")]
    [InlineData("DE89", "^NL[0-9]{2}XXXX[0-9]{10}$")]
    public void An_account_number_has_sound_check_digits_at_no_bank(string iban, string pattern)
    {
        var made = Made("iban", iban);

        Assert.Matches(pattern, made);
        Assert.True(IsIban(made.Replace(" ", "", StringComparison.Ordinal)), made);
    }

    [Fact]
    public void Every_account_number_has_sound_check_digits()
    {
        var accounts = Gen.Select(Gen.String[Gen.Char['A', 'Z'], 2, 2], Gen.Int[10, 98], Gen.String[Gen.OneOf(Gen.Char['0', '9'], Gen.Char['A', 'Z'], Gen.Char['a', 'z']), 11, 30]);

        accounts.Sample((country, check, account) => IsIban(Made("iban", string.Create(CultureInfo.InvariantCulture, $"{country}{check}{account}"))), iter: 300);
    }

    [Theory]
    [InlineData("pan")]
    [InlineData("email")]
    [InlineData("phone")]
    [InlineData("name")]
    [InlineData("iban")]
    public void Equal_values_are_replaced_alike_and_others_mostly_not(string kind)
    {
        var values = Enumerable.Range(0, 50).Select(i => string.Create(CultureInfo.InvariantCulture, $"\"{i} x\"")).ToArray();

        var made = All(kind, [.. values, .. values]);

        Assert.Equal(made[..50], made[50..]);
        Assert.InRange(made.Distinct().Count(), 40, 50);
        Assert.Empty(made.Intersect(values));
    }

    [Theory]
    [InlineData("pan")]
    [InlineData("name")]
    public void Another_key_makes_others(string kind) => Assert.NotEqual(
        Enumerable.Range(0, 20).Select(i => Made(kind, i.ToString(CultureInfo.InvariantCulture))),
        Enumerable.Range(0, 20).Select(i => Made(kind, i.ToString(CultureInfo.InvariantCulture))));

    [Theory]
    [InlineData("name", "17", "0")]
    [InlineData("pan", "true", "false")]
    [InlineData("email", "null", "null")]
    [InlineData("email", """{"a":"x","b":[1,"y"]}""", """{"a":"","b":[]}""")]
    public void Other_types_are_emptied(string kind, string value, string expected) => Assert.Equal(expected, Assert.Single(All(kind, value)));

    private static string Made(string kind, string text) => JsonSerializer.Deserialize<string>(Assert.Single(All(kind, JsonSerializer.Serialize(text))))!;

    /// <summary>What becomes of each value, under one key.</summary>
    private static string[] All(string kind, params string[] values) =>
        [.. Plans.ApplyAll(Plans.For(("a", $"{{synthetic: {{of: {kind}, key: y}}}}")), values.Select(v => $$"""{"a":{{v}}}""")).Select(json => json[5..^1])];

    private static bool IsLuhn(string digits) =>
        digits.Reverse().Select((c, i) => (c - '0') * (1 + (i % 2))).Sum(d => d > 9 ? d - 9 : d) % 10 == 0;

    private static bool IsIban(string iban) =>
        BigInteger.Parse(Letter().Replace(iban[4..] + iban[..4], m => (m.Value[0] - 'A' + 10).ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture) % 97 == 1
        && iban[2..4] is not ("00" or "01" or "99");

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Letter();
}
