using Compliance.Protect.Tests.Messages;
using Google.Protobuf;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Lists, maps, groups, nested messages and their lengths; fields that come again, and fields that nobody knows.</summary>
public sealed class ProtobufShapeTests
{
    private const string Mask = "mask";

    [Theory]
    [InlineData("names", "mask", new[] { "***", "*****" })]
    [InlineData("names[*]", "mask", new[] { "***", "*****" })]
    [InlineData("names[1]", "mask", new[] { "Ada", "*****" })]
    [InlineData("names[0]", "drop", new[] { "Grace" })]
    [InlineData("names", "redact", new string[0])]
    [InlineData("names", "drop", new string[0])]
    [InlineData("names[*]", "redact", new[] { "", "" })]
    [InlineData("names.first", "mask", new[] { "***", "*****" })]
    public void A_list_is_an_array(string path, string treatment, string[] expected)
    {
        Assert.Equal(expected, Trial.Apply(Plans.For((path, treatment)), new Everything { Names = { "Ada", "Grace" } }).Names);
    }

    [Theory]
    [InlineData("packed", "mask", new[] { 0, 0, 0 })]
    [InlineData("packed[1]", "{bucket: {step: 1000}}", new[] { 700, 2000, -300 })]
    [InlineData("packed[*]", "{round: {to: 1000}}", new[] { 1000, 3000, 0 })]
    [InlineData("packed[1]", "drop", new[] { 700, -300 })]
    [InlineData("packed", "redact", new int[0])]
    public void Packed_or_not_a_list_of_numbers_is_one(string path, string treatment, int[] expected)
    {
        var (plan, loosePlan) = (Plans.For((path, treatment)), Plans.For((path.Replace("packed", "loose", StringComparison.Ordinal), treatment)));
        var numbers = new Everything { Packed = { 700, 2500, -300 }, Loose = { 700, 2500, -300 } };
        // The same fields as the other kind of writer would have them.
        using var other = new MemoryStream();
        using (var output = new CodedOutputStream(other))
        {
            foreach (var number in numbers.Packed)
            {
                output.WriteTag(Everything.PackedFieldNumber, WireFormat.WireType.Varint);
                output.WriteInt32(number);
            }

            output.WriteTag(Everything.LooseFieldNumber, WireFormat.WireType.LengthDelimited);
            output.WriteLength(numbers.Loose.Sum(CodedOutputStream.ComputeSInt64Size));
            foreach (var number in numbers.Loose)
                output.WriteSInt64(number);
        }

        var turned = Everything.Parser.ParseFrom(Trial.Bytes(plan, other.ToArray(), out _));
        Assert.Equal(expected, Trial.Apply(plan, numbers).Packed);
        Assert.Equal(expected, turned.Packed);
        Assert.Equal(expected.Select(n => (long)n), Trial.Apply(loosePlan, numbers).Loose);
        Assert.Equal(expected.Select(n => (long)n), Everything.Parser.ParseFrom(Trial.Bytes(loosePlan, other.ToArray(), out _)).Loose);
    }

    [Fact]
    public void Lengths_are_mended_from_the_inside_out()
    {
        // given messages whose lengths take one byte before and two after, at each level
        var innermost = new Everything { Name = new string('a', 60), CardNumber = "4111111111111111" };
        var message = new Everything { Name = "x", Child = new() { Children = { new Everything(), new Everything { Inner = innermost } }, Far = "y" }, Far = "z" };

        var read = Trial.Apply(Plans.For(("$..card_number", "{hash: k}")), message);

        Assert.Equal(64, read.Child.Children[1].Inner.CardNumber.Length);
        read.Child.Children[1].Inner.CardNumber = innermost.CardNumber;
        Assert.Equal(message, read);
    }

    [Fact]
    public void Members_of_a_map_are_found_by_their_keys()
    {
        var message = new Everything
        {
            Labels = { ["email"] = "ada@shop.example", ["other"] = "x", [""] = "y" },
            ById = { [7] = new() { Name = "Ada" }, [-8] = new() { Name = "Grace" } },
            Flags = { [true] = 1, [false] = 2 },
        };

        Assert.Equal("", Trial.Apply(Plans.For(("labels.email", "redact")), message).Labels["email"]);
        Assert.Equal(["other", ""], Trial.Apply(Plans.For(("labels.email", "drop")), message).Labels.Keys);
        Assert.Equal(["email", ""], Trial.Apply(Plans.For(("labels.{other,none}", "drop")), message).Labels.Keys);
        Assert.Equal(["***", "Grace"], Trial.Apply(Plans.For(("by_id.7.name", Mask)), message).ById.Values.Select(v => v.Name));
        Assert.Equal(["***", "*****"], Trial.Apply(Plans.For(("$..name", Mask)), message).ById.Values.Select(v => v.Name));
        Assert.Equal([0, 2], Trial.Apply(Plans.For(("flags.true", Mask)), message).Flags.Values);
        Assert.Empty(Trial.Apply(Plans.For(("by_id", "redact")), message).ById);
        Assert.Equal("TypeMismatch at labels", Trial.Fault(Plans.For(("labels", "{hash: k}")), message));
    }

    [Fact]
    public void A_key_behind_its_value_or_left_out_counts_all_the_same_and_two_are_refused()
    {
        // labels = 24: value before key; no key at all; two keys.
        byte[] turned = [0xC2, 1, 6, 0x12, 1, (byte)'v', 0x0A, 1, (byte)'k'];
        byte[] keyless = [0xC2, 1, 3, 0x12, 1, (byte)'v'];
        byte[] two = [0xC2, 1, 9, 0x0A, 1, (byte)'k', 0x0A, 1, (byte)'l', 0x12, 1, (byte)'v'];

        Assert.Equal("*", Everything.Parser.ParseFrom(Trial.Bytes(Plans.For(("labels.k", Mask)), turned, out _)).Labels["k"]);
        Assert.Equal("*", Everything.Parser.ParseFrom(Trial.Bytes(Plans.For(("labels", Mask)), keyless, out _)).Labels[""]);
        Assert.Equal("SchemaMismatch at $", Trial.Fault(Plans.For(("labels.k", Mask)), two));
    }

    [Fact]
    public void Every_occurrence_is_treated_though_the_last_one_wins()
    {
        byte[] thrice = [.. new Everything { Name = "first secret" }.ToByteArray(), .. new Everything { Name = "second secret", Word = "third secret" }.ToByteArray(), .. new Everything { Name = "fourth secret" }.ToByteArray()];

        var after = Trial.Bytes(Plans.For(("name", Mask), ("word", "redact")), thrice, out _);

        Assert.DoesNotContain("secret", System.Text.Encoding.UTF8.GetString(after), StringComparison.Ordinal);
        Assert.Equal(new string('*', 13), Everything.Parser.ParseFrom(after).Name);
    }

    [Fact]
    public void A_choice_that_is_emptied_stays_the_choice()
    {
        var read = Trial.Apply(Plans.For(("word", "redact")), new Everything { Word = "x" });

        Assert.Equal(Everything.ChoiceOneofCase.Word, read.ChoiceCase);
        Assert.Equal(Everything.ChoiceOneofCase.None, Trial.Apply(Plans.For(("word", "drop")), new Everything { Word = "x" }).ChoiceCase);
        Assert.True(Trial.Apply(Plans.For(("maybe", "redact")), new Everything { Maybe = "x" }).HasMaybe);
        Assert.False(Trial.Apply(Plans.For(("maybe", "nullify")), new Everything { Maybe = "x" }).HasMaybe);
    }

    [Fact]
    public void A_message_that_comes_in_pieces_is_refused_where_elements_are_counted()
    {
        // Readers make one list of both.
        byte[] pieces = [.. new Everything { Child = new() { Names = { "a" } } }.ToByteArray(), .. new Everything { Child = new() { Names = { "b" } } }.ToByteArray()];

        Assert.Equal("SchemaMismatch at $", Trial.Fault(Plans.For(("child.names[1]", Mask)), pieces));
        Assert.Equal(["*", "*"], Everything.Parser.ParseFrom(Trial.Bytes(Plans.For(("child.names[*]", Mask)), pieces, out _)).Child.Names);
    }

    [Fact]
    public void Fields_that_the_schema_lacks_go_from_messages_that_the_plan_looks_into()
    {
        // given a field of a later version, in the message and in one nested in it
        var message = new Everything { Name = "Ada", Child = new() { Name = "Grace" } };
        byte[] later = [0x92, 0x3F, 1, (byte)'s'];
        message.MergeFrom(later);
        message.Child.MergeFrom(later);

        var shallow = Trial.Apply(Plans.For(("name", Mask)), message);
        var deep = Trial.Apply(Plans.For(("$..name", Mask)), message);

        Assert.Equal(new Everything { Name = "***", Child = message.Child }, shallow);
        Assert.Equal(new Everything { Name = "***", Child = new() { Name = "*****" } }, deep);
    }

    [Fact]
    public void They_stay_for_whom_everything_is_revealed()
    {
        byte[] later = [.. new Everything { Name = "Ada" }.ToByteArray(), 0x92, 0x3F, 1, (byte)'s'];
        var counts = new ProtectCounts();

        Assert.Equal(later, Trial.Bytes(Plans.For(Plans.Friend, ("name", "mask!")), later, out _, counts: counts));
    }

    [Fact]
    public void A_field_of_another_wire_type_than_the_schema_says_is_one_that_it_lacks()
    {
        // name = 1 as a number
        Assert.Empty(Trial.Bytes(Plans.For(("name", Mask)), [0x08, 0x2A], out _));
    }
}
