using Compliance.Protect.Framing;
using Compliance.Protect.Schemas;

namespace Compliance.Protect.Tests.Framing;

public sealed class ValueFrameTests
{
    private const string Guid = "0123456789abcdef0123456789abcdef";

    private static ValueFrame Read(string value, string header = "") =>
        ValueFrame.Read(Convert.FromHexString(value.Replace(" ", "", StringComparison.Ordinal)), Convert.FromHexString(header.Replace(" ", "", StringComparison.Ordinal)));

    [Theory]
    [InlineData("00 00000007 02", "", 7, 5)]
    [InlineData("00 7fffffff", "", int.MaxValue, 5)]
    [InlineData("02 04", "00 00000007", 7, 5)]
    public void A_schema_is_named_by_a_number(string value, string header, int id, int length)
    {
        var frame = Read(value, header);

        Assert.Equal(new ValueFrame(FrameKind.Registered, new SchemaId(id, default), length, header.Length > 0), frame);
    }

    [Theory]
    [InlineData("01" + Guid + "02", "")]
    [InlineData("02 04", "01" + Guid)]
    [InlineData("02 04", "01" + Guid + "0400")]
    public void Or_by_a_GUID_whose_bytes_stand_in_their_written_order(string value, string header)
    {
        var frame = Read(value, header);

        Assert.Equal(FrameKind.Registered, frame.Kind);
        Assert.Equal(Guid, frame.Id.Guid.ToString("N"));
        Assert.Equal(17, frame.Length);
    }

    [Fact]
    public void The_header_wins_over_what_the_value_seems_to_begin_with()
    {
        var frame = Read("00 00000007 02", "01" + Guid);

        Assert.True(frame.IsInHeader);
        Assert.Equal(0, frame.Id.Number);
    }

    [Theory]
    [InlineData("03 00" + Guid + "0204", nameof(FrameKind.Glue))]
    [InlineData("03 05" + Guid + "0204", nameof(FrameKind.Glue))]
    [InlineData("00 0000000000000007 02", nameof(FrameKind.Apicurio))]
    [InlineData("C3 01 0123456789abcdef 02", nameof(FrameKind.SingleObject))]
    [InlineData("7b 7d", nameof(FrameKind.None))]
    [InlineData("", nameof(FrameKind.None))]
    [InlineData("00 000000", nameof(FrameKind.None))]
    [InlineData("03 01" + Guid + "0204", nameof(FrameKind.None))]
    [InlineData("03 00 01", nameof(FrameKind.None))]
    [InlineData("01 0123456789abcdef", nameof(FrameKind.None))]
    public void Other_frames_are_told_apart(string value, string kind)
    {
        Assert.Equal(kind, Read(value).Kind.ToString());
    }

    [Theory]
    [InlineData("00 00000000 0204", "")]
    [InlineData("00 ffffffff 0204", "")]
    [InlineData("02 04", "05")]
    [InlineData("02 04", "00 0000")]
    public void What_names_no_schema_that_could_be_asked_for_is_still_framed(string value, string header)
    {
        var frame = Read(value, header);

        Assert.Equal(FrameKind.Registered, frame.Kind);
        Assert.True(frame.Id.IsNone);
    }
}
