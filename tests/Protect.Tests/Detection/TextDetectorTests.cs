using System.Globalization;
using System.Text;
using Compliance.Protect.Detection;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Protect.Tests.Detection;

/// <summary>What is told from other text, and what only looks like it.</summary>
public sealed class TextDetectorTests
{
    [Theory]
    [InlineData("4111111111111111")]
    [InlineData("4222222222222")]
    [InlineData("5555555555554444")]
    [InlineData("2223003122003222")]
    [InlineData("2720990000000007")]
    [InlineData("378282246310005")]
    [InlineData("6011111111111117")]
    [InlineData("30569309025904")]
    [InlineData("3530111333300000")]
    [InlineData("6200000000000005")]
    [InlineData("6205500000000000004")]
    [InlineData("6759649826438453")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("4111-1111-1111-1111")]
    [InlineData("3782 822463 10005")]
    public void A_card_number_of_any_network(string card)
    {
        Assert.Equal([(DetectedKind.Card, card)], Find(card));
        Assert.Equal([(DetectedKind.Card, card)], Find($"pay with {card}, please."));
        Assert.Equal([(DetectedKind.Card, card)], Find($"({card})"));
        Assert.Equal([(DetectedKind.Card, card)], Find($"n={card}&x=1"));
        Assert.Equal([(DetectedKind.Card, card), (DetectedKind.Card, card)], Find($"{card}; {card}"));
        Assert.Equal([(DetectedKind.Card, card), (DetectedKind.Card, card)], Find($"{card} {card}"));
    }

    [Theory]
    [InlineData("4111111111111112")] // no check digit
    [InlineData("1234567812345670")] // a check digit, and no network
    [InlineData("0000000000000000")]
    [InlineData("4444444444444448444444")]
    [InlineData("14111111111111111")]
    [InlineData("a4111111111111111")]
    [InlineData("4111111111111111a")]
    [InlineData("0.4111111111111111")]
    [InlineData("x-4111111111111111")]
    [InlineData("4111111111111111-x")]
    [InlineData("1732600000000")] // milliseconds since 1970
    [InlineData("1732600000000000")]
    [InlineData("1732600000000000000")]
    [InlineData("123e4567-e89b-12d3-a456-426614174000")]
    [InlineData("41 11 11 11 11 11 11 11")]
    [InlineData("4111  1111  1111  1111")]
    [InlineData("4111-1111 1111-1111")]
    public void And_what_is_none(string text) => Assert.Empty(Find(text));

    [Fact]
    public void Numbers_before_a_card_number_do_not_hide_it() =>
        Assert.Equal([(DetectedKind.Card, "4111 1111 1111 1111")], Find("order 12 of 2027 4111 1111 1111 1111 now"));

    [Theory]
    [InlineData("GB82WEST12345698765432")]
    [InlineData("GB82 WEST 1234 5698 7654 32")]
    [InlineData("DE89370400440532013000")]
    [InlineData("de89 3704 0044 0532 0130 00")]
    [InlineData("NO9386011117947")]
    [InlineData("MT84MALT011000012345MTLCAST001S")]
    [InlineData("FR1420041010050500013M02606")]
    public void An_account_number(string iban)
    {
        Assert.Equal([(DetectedKind.Iban, iban)], Find(iban));
        Assert.Equal([(DetectedKind.Iban, iban)], Find($"to {iban}. Thanks"));
    }

    [Theory]
    [InlineData("GB82WEST12345698765433")]
    [InlineData("GB82WEST1234569876543")]
    [InlineData("XX82WEST12345698765432")]
    [InlineData("AGB82WEST12345698765432")]
    [InlineData("GB82WEST12345698765432X")]
    [InlineData("GB82WE ST12345698765432")]
    public void And_none_of_account(string text) => Assert.DoesNotContain(Find(text), f => f.Kind == DetectedKind.Iban);

    [Theory]
    [InlineData("ada@shop.example", "ada@shop.example")]
    [InlineData("<ada.l+news@mail.shop.example>,", "ada.l+news@mail.shop.example")]
    [InlineData("mailto:ada@shop.example.", "ada@shop.example")]
    [InlineData("4111111111111111@shop.example", "4111111111111111@shop.example")]
    public void An_address(string text, string address) => Assert.Equal([(DetectedKind.Email, address)], Find(text));

    [Theory]
    [InlineData("@shop.example")]
    [InlineData("ada@shop")]
    [InlineData("ada@.example")]
    [InlineData("ada@shop..example")]
    [InlineData("ada.@shop.example")]
    [InlineData("ada@shop.e")]
    [InlineData("ada@10.0.0.1")]
    [InlineData("@")]
    public void And_none_of_mail(string text) => Assert.DoesNotContain(Find(text), f => f.Kind == DetectedKind.Email);

    [Theory]
    [InlineData("from 192.168.12.34 on", "192.168.12.34")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("[fe80::1ff:fe23:4567:890a]:80", "fe80::1ff:fe23:4567:890a")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.1")]
    public void An_address_of_the_network(string text, string address) => Assert.Equal([(DetectedKind.Ip, address)], Find(text));

    [Theory]
    [InlineData("1.2.3.4")]
    [InlineData("v192.168.1.1")]
    [InlineData("192.168.1.256")]
    [InlineData("192.168.1.1.1")]
    [InlineData("12:30:45")]
    [InlineData("00:1A:2B:3C:4D:5E")]
    [InlineData("::")]
    [InlineData("std::vector")]
    public void And_none_of_the_network(string text) => Assert.DoesNotContain(Find(text), f => f.Kind == DetectedKind.Ip);

    [Fact]
    public void A_version_is_an_address_where_the_name_says_so() => Assert.Equal([(DetectedKind.Ip, "1.2.3.4")], Find("1.2.3.4", "clientIp"));

    [Theory]
    [InlineData("219-09-9998", "", true)]
    [InlineData("219099998", "ssn", true)]
    [InlineData("SSN: 219099998", "", true)]
    [InlineData("219099998", "", false)]
    [InlineData("219099998", "lessnoise", false)]
    [InlineData("000-09-9998", "ssn", false)]
    [InlineData("666-09-9998", "ssn", false)]
    [InlineData("912-09-9998", "ssn", false)]
    [InlineData("219-00-9998", "ssn", false)]
    [InlineData("219-09-0000", "ssn", false)]
    [InlineData("078-05-1120", "ssn", false)]
    [InlineData("123456789", "ssn", false)]
    [InlineData("219-09-9998-1", "ssn", false)]
    public void A_number_of_social_security(string text, string name, bool isOne) =>
        Assert.Equal(isOne, Find(text, name).Any(f => f.Kind == DetectedKind.Ssn));

    [Theory]
    [InlineData("+49 30 1234567", "", "+49 30 1234567")]
    [InlineData("call +442079460000 now", "", "+442079460000")]
    [InlineData("+1 (212) 456-0123", "", "+1 (212) 456-0123")]
    [InlineData("(212) 456-0123", "", "(212) 456-0123")]
    [InlineData("212-456-0123", "homePhone", "212-456-0123")]
    [InlineData("phone 212.456.0123", "", "212.456.0123")]
    [InlineData("212-456-0123", "", null)]
    [InlineData("+99", "", null)]
    [InlineData("+1 112 456 0123", "", null)]
    [InlineData("1+2345678901234567", "", null)]
    public void A_telephone_number(string text, string name, string? phone) =>
        Assert.Equal(phone is null ? [] : [phone], Find(text, name).Where(f => f.Kind == DetectedKind.Phone).Select(f => f.Text));

    [Theory]
    [InlineData("４１１１１１１１１１１１１１１１")]
    [InlineData("٤١١١١١١١١١١١١١١١")]
    [InlineData("4111\u200b1111\u200b1111\u200b1111")]
    [InlineData("naïve 4111111111111111")]
    [InlineData("4111\u00a01111\u00a01111\u00a01111")]
    [InlineData("4111\u20111111\u20111111\u20111111")]
    [InlineData("4\ufe0f\u20e3111111111111111")]
    [InlineData("\ufffe 4111111111111111")]
    public void Digits_of_any_script_count(string text)
    {
        var card = text[(text.IndexOf(' ', StringComparison.Ordinal) + 1)..];

        Assert.Equal([(DetectedKind.Card, card)], Find(text));
    }

    [Theory]
    [InlineData("schreib an ada＠shop．example, ja", "ada＠shop．example")]
    [InlineData("é 192.168.12.34 é", "192.168.12.34")]
    public void What_is_not_ascii_around_and_within_moves_no_place(string text, string found) => Assert.Equal([found], Find(text).Select(f => f.Text));

    [Theory]
    [InlineData(DetectedKinds.Card, 1)]
    [InlineData(DetectedKinds.Email, 1)]
    [InlineData(DetectedKinds.Card | DetectedKinds.Ip, 2)]
    [InlineData(DetectedKinds.Ssn, 0)]
    public void Only_what_is_asked_for_is_looked_for(DetectedKinds kinds, int found) =>
        Assert.Equal(found, new TextDetector().Find("4111111111111111, ada@shop.example, 192.168.12.34"u8, default, kinds).Length);

    [Fact]
    public void What_is_within_something_else_is_told_with_it()
    {
        var finding = Assert.Single(new TextDetector().Find("pay 4111111111111111@shop.example"u8).ToArray());

        Assert.Equal((DetectedKind.Email, 4, 29, DetectedKinds.Card), (finding.Kind, finding.Start, finding.Length, finding.Within));
    }

    [Fact]
    public void What_a_colon_looks_back_into_is_told_once() => Assert.Equal([(DetectedKind.Ip, "+6(044/.6118::6")], Find("+6(044/.6118::6"));

    [Fact]
    public void A_card_number_is_found_wherever_it_stands() =>
        Gen.Select(Gen.String[Gen.OneOf('a', ' ', ',', ':', '@', '7', '.', '-', '"')], Gen.String[Gen.OneOf('a', ' ', ',', ':', '@', '.', '"')]).Sample((before, after) =>
        {
            var text = $"{before} \"4111111111111111\" {after}";

            return Find(text).Any(f => f == (DetectedKind.Card, "4111111111111111"));
        }, iter: 2000);

    [Fact]
    public void Whatever_the_bytes_findings_lie_in_the_text_and_one_after_the_other() =>
        Gen.OneOf(Gen.Char['0', '9'], Gen.OneOf(' ', '-', '.', '+', '(', ')', ':', '@', 'a', 'G', 'B', '/', '\u00e9')).Array[0, 120].Select(c => new string(c)).Sample(text =>
        {
            var end = 0;
            foreach (var finding in new TextDetector().Find(Encoding.UTF8.GetBytes(text)))
            {
                if (finding.Start < end || finding.Length <= 0 || finding.Start + finding.Length > Encoding.UTF8.GetByteCount(text))
                    return false;
                end = finding.Start + finding.Length;
            }

            return true;
        }, iter: 5000);

    [Fact]
    public void Few_random_numbers_are_taken_for_cards()
    {
        var random = new Random(17);
        var taken = Enumerable.Range(0, 20_000).Count(_ => Find(random.NextInt64(1_000_000_000_000_000, 10_000_000_000_000_000).ToString(CultureInfo.InvariantCulture)).Count > 0);

        // given a check digit in ten and a network in four
        Assert.InRange(taken, 300, 900);
    }

    [Theory]
    [InlineData("1 ")]
    [InlineData("1-")]
    [InlineData("12.")]
    [InlineData("a@")]
    [InlineData("f:")]
    [InlineData("GB82")]
    [InlineData("+1(")]
    [InlineData("1111 ")]
    public void Hostile_text_is_passed_over_in_work_that_grows_with_its_length(string part)
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(part, 1_000_000 / part.Length)));

        Assert.InRange(new TextDetector().Find(text).Length, 0, text.Length / 7);
    }

    [Fact]
    public void The_steady_state_allocates_nothing()
    {
        var detector = new TextDetector();
        var text = "pay 4111111111111111 to GB82WEST12345698765432, ada@shop.example, +49 30 1234567, 192.168.12.34, 219-09-9998"u8.ToArray();
        var found = detector.Find(text, "note"u8).Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            found = Math.Min(found, detector.Find(text, "note"u8).Length);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(6, found);
    }

    private static List<(DetectedKind Kind, string Text)> Find(string text, string name = "")
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var found = new List<(DetectedKind, string)>();
        foreach (var finding in new TextDetector().Find(bytes, Encoding.UTF8.GetBytes(name)))
            found.Add((finding.Kind, Encoding.UTF8.GetString(bytes.AsSpan(finding.Start, finding.Length))));
        return found;
    }
}
