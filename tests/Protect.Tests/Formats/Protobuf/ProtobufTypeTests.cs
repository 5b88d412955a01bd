using System.Globalization;
using Compliance.Protect.Tests.Messages;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Each treatment on each type.</summary>
public sealed class ProtobufTypeTests
{
    private const string Mask = "{mask: {keepLast: 4}}";
    private const string Ff1 = "{token: {with: ff1, key: f, alphabet: digits}}";
    private static readonly string[] Numbers = ["i32", "i64", "u32", "u64", "s32", "s64", "f32", "f64", "sf32", "sf64", "single", "number"];

    private static Everything Full() => new()
    {
        Name = "Ada",
        CardNumber = "4111111111111111",
        Blob = ByteString.CopyFrom(1, 0xFF),
        Flag = true,
        Level = Level.Much,
        I32 = -37,
        I64 = -1234567890123,
        U32 = 4_000_000_000,
        U64 = 18_000_000_000_000_000_000,
        S32 = -37,
        S64 = -37,
        F32 = 37,
        F64 = 1_000_037,
        Sf32 = -37,
        Sf64 = -37,
        Single = 12.5f,
        Number = -0.25,
        Far = "far",
    };

    [Theory]
    [InlineData("card_number", Mask, "************1111")]
    [InlineData("cardNumber", Mask, "************1111")]
    [InlineData("$..cardNumber", "{pan: {bin: 6, last: 4}}", "411111******1111")]
    [InlineData("card_number", "redact", "")]
    [InlineData("card_number", "drop", "")]
    [InlineData("card_number", "nullify", "")]
    [InlineData("CARD_NUMBER", Mask, "4111111111111111")]
    public void Text_is_found_by_either_of_its_names(string path, string treatment, string expected)
    {
        var message = Full();

        var read = Trial.Apply(Plans.For((path, treatment)), message);

        message.CardNumber = expected;
        Assert.Equal(message, read);
    }

    [Fact]
    public void What_two_rules_say_of_a_field_by_its_two_names_is_settled_by_their_strength()
    {
        Assert.Equal("", Trial.Apply(Plans.For(("card_number", Mask), ("cardNumber", "redact")), Full()).CardNumber);
        Assert.Equal("", Trial.Apply(Plans.For(("card_number", "redact"), ("$..cardNumber", Mask)), Full()).CardNumber);
    }

    [Theory]
    [InlineData("mask")]
    [InlineData("redact")]
    [InlineData("drop")]
    [InlineData("nullify")]
    [InlineData("{generalise: {date: year}}")]
    public void Nothing_is_left_of_a_number(string treatment)
    {
        foreach (var name in Numbers.Append("flag").Append("level"))
        {
            var message = Full();

            var read = Trial.Apply(Plans.For((name, treatment)), message);

            Everything.Descriptor.FindFieldByName(name).Accessor.Clear(message);
            Assert.Equal(message, read);
        }
    }

    [Fact]
    public void Numbers_are_made_less_exact_in_their_own_type()
    {
        var message = Full();

        var read = Trial.Apply(Plans.For([.. Numbers.Select(n => (n, "{bucket: {step: 10}}"))]), message);

        message.I32 = message.S32 = message.Sf32 = -40;
        message.S64 = message.Sf64 = -40;
        message.I64 = -1234567890130;
        message.F32 = 30;
        message.F64 = 1_000_030;
        (message.Single, message.Number) = (10, -10);
        Assert.Equal(message, read);
    }

    [Fact]
    public void A_whole_number_stays_one_as_a_token_and_a_text_keeps_its_length()
    {
        var message = new Everything { U64 = 4111111111111111, I64 = 1234567890, F64 = 7654321, CardNumber = "4111 1111 1111 1111" };

        var read = Trial.Apply(Plans.For(("u64", Ff1), ("i64", Ff1), ("f64", Ff1), ("card_number", Ff1)), message);

        Assert.NotEqual(message.U64, read.U64);
        Assert.Equal([16, 10, 7], new[] { read.U64, (ulong)read.I64, read.F64 }.Select(n => n.ToString(CultureInfo.InvariantCulture).Length));
        Assert.Matches("^[0-9]{4}( [0-9]{4}){3}$", read.CardNumber);
        Assert.NotEqual(message.CardNumber, read.CardNumber);
    }

    [Theory]
    [InlineData("i32")]
    [InlineData("number")]
    [InlineData("flag")]
    [InlineData("level")]
    public void A_number_has_no_room_for_a_hash(string name)
    {
        Assert.Equal($"TypeMismatch at {name}", Trial.Fault(Plans.For((name, "{hash: k}")), Full()));
        Assert.Equal($"TypeMismatch at {name}", Trial.Fault(Plans.For((name, "{token: {with: siv, key: s}}")), Full()));
        Assert.Equal($"TypeMismatch at {name}", Trial.Fault(Plans.For((name, "{encrypt: e}")), Full()));
        Assert.Equal($"TypeMismatch at {name}", Trial.Fault(Plans.For((name, "{encrypt: {key: g, form: confluent}}")), Full()));
    }

    [Fact]
    public void Bytes_are_encrypted_as_bytes_in_Confluents_form_and_as_a_text_in_the_usual_one()
    {
        var confluent = Trial.Apply(Plans.For(("blob", "{encrypt: {key: g, form: confluent}}"), ("name", "{encrypt: {key: g, form: confluent}}")), Full());
        var usual = Trial.Apply(Plans.For(("blob", "{encrypt: e}")), Full());

        Assert.Equal(2 + 28, confluent.Blob.Length);
        Assert.Equal(3 + 28, Convert.FromBase64String(confluent.Name).Length);
        Assert.Matches("^enc1:[A-Za-z0-9+/=]{64}$", usual.Blob.ToStringUtf8());
    }

    [Fact]
    public void Bytes_are_hashed_whole_and_masked_only_as_text()
    {
        Assert.Equal(64, Trial.Apply(Plans.For(("blob", "{hash: k}")), Full()).Blob.Length);
        Assert.Empty(Trial.Apply(Plans.For(("blob", Mask)), Full()).Blob);
        Assert.Equal("**cdef", Trial.Apply(Plans.For(("blob", Mask)), new Everything { Blob = ByteString.CopyFromUtf8("abcdef") }).Blob.ToStringUtf8());
    }

    [Fact]
    public void Text_that_is_none_is_refused_under_a_rule_and_only_there()
    {
        byte[] name = [0x0A, 2, 0xC3, 0x28];

        Assert.Equal("InvalidUtf8 at $", Trial.Fault(Plans.For(("name", Mask)), name));
        Assert.Equal(name, Trial.Bytes(Plans.For(("card_number", Mask)), name, out _));
    }

    [Fact]
    public void A_wrapper_is_a_scalar()
    {
        var message = new Everything { Wrapped = "4111111111111111" };

        Assert.Equal("************1111", Trial.Apply(Plans.For(("wrapped", Mask)), message).Wrapped);
        Assert.Equal("", Trial.Apply(Plans.For(("wrapped", "redact")), message).Wrapped);
        Assert.Null(Trial.Apply(Plans.For(("wrapped", "drop")), message).Wrapped);
        Assert.Equal("****************", Trial.Apply(Plans.For(("wrapped.value", Mask)), message).Wrapped);
    }

    [Theory]
    [InlineData("{generalise: {date: year}}", "1985-01-01T00:00:00Z")]
    [InlineData("{generalise: {date: month}}", "1985-11-01T00:00:00Z")]
    [InlineData("{generalise: {date: day}}", "1985-11-23T00:00:00Z")]
    [InlineData("mask", "1970-01-01T00:00:00Z")]
    [InlineData("redact", "1970-01-01T00:00:00Z")]
    public void A_timestamp_is_a_date(string treatment, string expected)
    {
        var message = new Everything { Born = Timestamp.FromDateTime(new DateTime(1985, 11, 23, 12, 34, 56, 789, DateTimeKind.Utc)), Name = "Ada" };

        var read = Trial.Apply(Plans.For(("born", treatment)), message);

        Assert.Equal(DateTime.Parse(expected, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal), read.Born.ToDateTime());
        Assert.Equal("Ada", read.Name);
        Assert.Null(Trial.Apply(Plans.For(("born", "drop")), message).Born);
        Assert.Equal("TypeMismatch at born", Trial.Fault(Plans.For(("born", "{hash: k}")), message));
    }

    [Fact]
    public void Dates_of_one_subject_move_together()
    {
        const string Shift = "{shift: {days: 30, by: \"$.children[1].name\", key: d}}";
        var born = new DateTime(1985, 11, 23, 12, 34, 56, 789, DateTimeKind.Utc);
        var message = new Everything { Born = Timestamp.FromDateTime(born), CardNumber = "1985-11-23", Children = { new Everything { Name = "p-0" }, new Everything { Name = "p-1" } } };
        var plan = Plans.For(("born", Shift), ("card_number", Shift));

        var read = Trial.Apply(plan, message);

        var moved = read.Born.ToDateTime() - born;
        Assert.NotEqual(TimeSpan.Zero, moved);
        Assert.InRange(moved.TotalDays, -30, 30);
        Assert.Equal((born + moved).Date, DateTime.Parse(read.CardNumber, CultureInfo.InvariantCulture));
        message.Children.RemoveAt(1);
        Assert.Equal("SubjectMissing at card_number", Trial.Fault(plan, message));
    }

    [Fact]
    public void A_struct_is_an_object_with_any_members()
    {
        var message = new Everything { Extra = Struct.Parser.ParseJson("""{"email":"ada@shop.example","age":37,"ok":true,"none":null,"list":["a","b"],"deep":{"email":"x","n":[{"email":[1]}]}}""") };

        string After(string path, string treatment) => Trial.Apply(Plans.For((path, treatment)), message).Extra.ToString().Replace(" ", "", StringComparison.Ordinal);

        Assert.Equal("""{"email":"***@shop.example","age":37,"ok":true,"none":null,"list":["a","b"],"deep":{"email":"x","n":[{"email":[1]}]}}""", After("extra.email", "{email: {keep: domain}}"));
        Assert.Equal("""{"age":37,"ok":true,"none":null,"list":["a","b"],"deep":{"n":[{}]}}""", After("$..email", "drop"));
        Assert.Equal("""{"email":"","age":37,"ok":true,"none":null,"list":["a","b"],"deep":{"email":"","n":[{"email":[]}]}}""", After("$..email", "redact"));
        Assert.Equal("""{"email":null,"age":37,"ok":true,"none":null,"list":["a","b"],"deep":{"email":null,"n":[{"email":null}]}}""", After("$..email", "nullify"));
        Assert.Equal("""{"email":"****************","age":0,"ok":false,"none":null,"list":["*","*"],"deep":{"email":"*","n":[{"email":[0]}]}}""", After("extra", "mask"));
        Assert.Equal("""{"email":"ada@shop.example","age":37,"ok":true,"none":null,"list":["a","*"],"deep":{"email":"x","n":[{"email":[1]}]}}""", After("extra.list[1]", "mask"));
        Assert.Equal("{}", After("extra", "redact"));
        Assert.Equal("TypeMismatch at extra.age", Trial.Fault(Plans.For(("extra.age", "{hash: k}")), message));
    }
}
