using Compliance.Protect.Tests.Messages;
using Google.Protobuf;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>What only proto2 has.</summary>
public sealed class OldProtobufTests
{
    private static Dossier Full()
    {
        var record = new Dossier { Id = "4711", Level = Dossier.Types.Level.High, Person = new() { Name = "Ada", Address = { new Dossier.Types.Person.Types.Address { City = "London", Zip = 12345 }, new Dossier.Types.Person.Types.Address { City = "Paris" } } }, Packed = { 1, 2 }, Loose = { 3, 4 } };
        record.SetExtension(OldExtensions.Note, "a note");
        return record;
    }

    private static Dossier Apply(string path, string treatment)
    {
        var bytes = Trial.Bytes(Plans.For((path, treatment)), Full().ToByteArray(), out var fault, Trial.Old);
        Assert.Equal("", fault.Text);
        return Dossier.Parser.WithExtensionRegistry([OldExtensions.Note]).ParseFrom(bytes);
    }

    [Fact]
    public void Groups_are_messages()
    {
        var expected = Full();
        expected.Person.Name = "***";
        Assert.Equal(expected, Apply("person.name", "mask"));

        expected = Full();
        expected.Person.Address[0].City = "******";
        expected.Person.Address[1].City = "*****";
        Assert.Equal(expected, Apply("person.address[*].city", "mask"));
    }

    [Fact]
    public void A_group_can_go_or_be_emptied()
    {
        Assert.Null(Apply("person", "drop").Person);
        Assert.Equal(new Dossier.Types.Person(), Apply("person", "redact").Person);
        Assert.Single(Apply("person.address[0]", "drop").Person.Address);
    }

    [Fact]
    public void What_is_required_is_emptied_where_it_should_go()
    {
        Assert.Equal("", Apply("id", "drop").Id);
        Assert.Equal("", Apply("id", "nullify").Id);
        Assert.Equal("", Apply("$..city", "drop").Person.Address[0].City);
    }

    [Theory]
    [InlineData("redact")]
    [InlineData("mask")]
    [InlineData("drop")]
    public void An_enum_becomes_its_first_value(string treatment)
    {
        Assert.Equal(Dossier.Types.Level.Low, Apply("level", treatment).Level);
    }

    [Fact]
    public void Extensions_are_known_by_their_full_names()
    {
        Assert.Equal("******", Apply("['old.note']", "mask").GetExtension(OldExtensions.Note));
        Assert.Equal("a note", Apply("id", "mask").GetExtension(OldExtensions.Note));
    }
}
