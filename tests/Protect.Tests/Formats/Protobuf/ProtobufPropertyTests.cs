using System.Text;
using Compliance.Protect.Tests.Messages;
using Compliance.Rules.Compiled;
using CsCheck;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>What holds for every message and every plan, over generated ones; Google's library writes and reads them.</summary>
public sealed class ProtobufPropertyTests
{
    private const string Secret = "SECRET";

    private static readonly Gen<string> Text = Gen.String[Gen.OneOf('a', 'b', '"', '\n', 'é', '名', '7')].Select(t => t.Length == 0 ? t : t + Secret);

    internal static readonly Gen<Everything> Message = Gen.Recursive<Everything>((depth, self) =>
    {
        var scalars = Gen.Select(Text, Text, Gen.Byte.Array[0, 8], Gen.Int, Gen.Long, Gen.Double, Gen.Int[0, 2]).Select(v => new Everything
        {
            Name = v.Item1,
            CardNumber = v.Item2,
            Blob = ByteString.CopyFrom(v.Item3),
            I32 = v.Item4,
            S32 = v.Item4,
            F32 = (uint)v.Item4,
            I64 = v.Item5,
            S64 = v.Item5,
            U64 = (ulong)v.Item5,
            Sf64 = v.Item5,
            Number = v.Item6,
            Single = (float)v.Item6,
            Level = (Level)v.Item7,
            Flag = v.Item7 > 0,
            Far = v.Item1 + v.Item2,
            Maybe = v.Item2,
            Wrapped = v.Item7 > 1 ? v.Item1 : null,
            Born = v.Item7 > 0 ? Timestamp.FromDateTime(DateTime.UnixEpoch.AddSeconds(v.Item4)) : null,
        });
        var lists = Gen.Select(Text.Array[0, 3], Gen.Int.Array[0, 3], Gen.Long.Array[0, 3], Gen.Select(Text, Text).Array[0, 3]).Select(l =>
        {
            var message = new Everything { Names = { l.Item1 }, Packed = { l.Item2 }, Loose = { l.Item3 }, Doubles = { l.Item3.Select(n => (double)n) } };
            foreach (var (key, value) in l.Item4)
                message.Labels[key] = value;
            return message;
        });
        if (depth > 3)
            return Gen.OneOf(scalars, lists);
        var nested = Gen.Select(self, self.Array[0, 2], Gen.Int[-1, 1], self, Gen.Int[0, 3]).Select(n =>
        {
            var message = new Everything { Child = n.Item1, Children = { n.Item2 }, ById = { [n.Item3] = n.Item4 } };
            if (n.Item5 == 0)
                message.Inner = n.Item4;
            else if (n.Item5 == 1)
                message.Word = "a word";
            return message;
        });
        return Gen.Select(scalars, lists, nested, Gen.Int[0, 7]).Select(p =>
        {
            var message = new Everything();
            if ((p.Item4 & 1) != 0)
                message.MergeFrom(p.Item1);
            if ((p.Item4 & 2) != 0)
                message.MergeFrom(p.Item2);
            if ((p.Item4 & 4) != 0)
                message.MergeFrom(p.Item3);
            return message;
        });
    });

    private static readonly Gen<(string, string)[]> PlanWords = Gen.Select(
        Gen.OneOf("name", "$..name", "child.name", "children[*].names[*]", "$..cardNumber", "$..labels.a", "by_id.1", "$..inner.far", "children", "$..names", "labels"),
        Gen.OneOf("mask", "{mask: {keepFirst: 1, keepLast: 1}}", "redact", "drop"))
        // A mask of all that is below is another in JSON, where long numbers, bytes and dates are texts.
        .Where(w => w.Item1 is not ("children" or "by_id.1") || w.Item2 is "redact" or "drop").Array[1, 4];

    [Fact]
    public void A_plan_that_finds_nothing_changes_nothing()
    {
        var plan = Plans.For(("$..zzz", "drop"), ("$..yyy", "mask"));

        Message.Sample(message =>
        {
            var bytes = message.ToByteArray();
            Assert.Equal(bytes, Trial.Bytes(plan, bytes, out var fault));
            Assert.Equal(FaultKind.None, fault.Kind);
        }, iter: 500);
    }

    [Fact]
    public void What_a_message_becomes_is_what_its_JSON_becomes()
    {
        Gen.Select(Message, PlanWords).Sample((message, words) =>
        {
            var plan = Plans.For(words);
            var json = JsonFormatter.Default.Format(message);

            var after = Everything.Parser.ParseFrom(Trial.Bytes(plan, message.ToByteArray(), out var fault));

            Assert.Equal("", fault.Text);
            var expected = Plans.Apply(Plans.For([.. words.Select(w => (InJson(w.Item1), w.Item2))]), json);
            Assert.Equal(JsonParser.Default.Parse<Everything>(expected), after);
        }, iter: 300);
    }

    [Fact]
    public void Every_occurrence_is_treated_wherever_it_stands()
    {
        var plan = Plans.For(("$..name", "redact"), ("$..names", "redact"), ("$..cardNumber", "drop"), ("$..labels", "redact"), ("$..far", "mask"), ("$..maybe", "mask"), ("$..wrapped", "redact"));

        // given messages one behind the other, which readers merge into one
        Message.Array[1, 3].Sample(messages =>
        {
            var bytes = messages.SelectMany(m => m.ToByteArray()).ToArray();

            var after = Encoding.Latin1.GetString(Trial.Bytes(plan, bytes, out var fault));

            Assert.Equal("", fault.Text);
            Assert.DoesNotContain(Secret, after, StringComparison.Ordinal);
        }, iter: 300);
    }

    [Fact]
    public void Whatever_the_bytes_it_is_refused_or_can_be_read()
    {
        FieldPlan[] plans = [Plans.For(("$..name", "mask"), ("$..card_number", "drop")), Plans.For(("children[1].i32", "mask"), ("$..labels.a", "{hash: k}"), ("extra.a", "drop"))];

        Gen.Select(Message, Gen.Select(Gen.Int, Gen.Byte).Array[0, 6], Gen.Int[0, 1], Gen.Int[0, 200]).Sample((message, changes, which, cut) =>
        {
            var bytes = message.ToByteArray();
            foreach (var (at, with) in changes)
            {
                if (bytes.Length > 0)
                    bytes[(at & int.MaxValue) % bytes.Length] = with;
            }

            Trial.Bytes(plans[which], bytes, out _);
            Trial.Bytes(plans[which], bytes[..Math.Min(cut, bytes.Length)], out _);
        }, iter: 3000);
    }

    /// <summary>JSON calls fields by one of their names.</summary>
    private static string InJson(string path) => path.Replace("by_id", "byId", StringComparison.Ordinal);
}
