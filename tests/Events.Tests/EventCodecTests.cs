using System.Buffers;
using CsCheck;
using Xunit;

namespace Compliance.Events.Tests;

public sealed class EventCodecTests
{
    [Fact]
    public void A_full_event_comes_back_with_every_field()
    {
        var written = SampleEvents.Full();

        var read = Decode(Encode(written));

        Assert.Equal(Describe(written), Describe(read));
        foreach (var field in EventFields.InOrder)
            Assert.True(Value(field, read) is not (null or "" or 0L), $"{field.Path} is not filled by the sample");
    }

    [Fact]
    public void An_empty_event_is_one_byte_and_comes_back_empty()
    {
        var bytes = Encode(new AuditEvent());

        Assert.Equal([EventCodec.Schema], bytes);
        Assert.Equal(Describe(new AuditEvent()), Describe(Decode(bytes)));
    }

    [Fact]
    public void Any_event_comes_back_and_encodes_to_the_same_bytes_again() => SampleEvents.Any.Sample(e =>
    {
        var bytes = Encode(e);
        return Encode(Decode(bytes)).AsSpan().SequenceEqual(bytes);
    });

    [Fact]
    public void Reading_clears_what_the_event_held_before()
    {
        var e = SampleEvents.Full();

        Assert.Null(EventCodec.Read(Encode(new AuditEvent()), e));

        Assert.Equal(Describe(new AuditEvent()), Describe(e));
    }

    [Fact]
    public void Fields_of_a_later_version_are_passed_over()
    {
        // given fields 1000 to 1003 of each wire form behind the known ones
        byte[] later = [0xA0, 0x1F, 0x05, .. Key(1001, 1), .. new byte[16], .. Key(1002, 2), 2, 65, 66, .. Key(1003, 3), 1, 4];
        byte[] bytes = [.. Encode(SampleEvents.Full()), .. later];

        var e = new AuditEvent();

        Assert.Null(EventCodec.Read(bytes, e));
        Assert.Equal(Describe(SampleEvents.Full()), Describe(e));
    }

    [Fact]
    public void Every_cut_of_an_event_is_refused_or_is_a_whole_shorter_event()
    {
        var bytes = Encode(SampleEvents.Full());
        var e = new AuditEvent();
        var refused = 0;

        for (var length = 0; length < bytes.Length; length++)
        {
            if (EventCodec.Read(bytes.AsSpan(0, length), e) is not null)
                refused++;
            else
                Assert.True(Encode(e).AsSpan().SequenceEqual(bytes.AsSpan(0, length)));
        }

        Assert.InRange(refused, bytes.Length / 2, bytes.Length);
    }

    [Fact]
    public void Random_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(bytes =>
    {
        if (bytes.Length > 0)
            bytes[0] = EventCodec.Schema;
        EventCodec.Read(bytes, new AuditEvent());
    });

    [Theory]
    [InlineData(new byte[0], EventFaultKind.UnknownFormat)]
    [InlineData(new byte[] { 9 }, EventFaultKind.UnknownFormat)]
    [InlineData(new byte[] { 1, 0 }, EventFaultKind.BadValue)] // field 0
    [InlineData(new byte[] { 1, 0x08, 2, 0x08, 2 }, EventFaultKind.OutOfOrder)] // the timestamp twice
    [InlineData(new byte[] { 1, 0x0A, 1, 65 }, EventFaultKind.BadValue)] // a text where the timestamp stands
    [InlineData(new byte[] { 1, 0x0E, 9, 65 }, EventFaultKind.BadValue)] // a length larger than what is left
    [InlineData(new byte[] { 1, 0x0E, 1, 0xFF }, EventFaultKind.BadValue)] // not UTF-8
    [InlineData(new byte[] { 1, 0x38, 0xFF, 0xFF, 0x7F }, EventFaultKind.BadValue)] // an error code of 22 bits
    [InlineData(new byte[] { 1, 0x80 }, EventFaultKind.Truncated)]
    public void What_is_no_event_is_refused_with_its_cause(byte[] bytes, EventFaultKind kind)
    {
        var fault = EventCodec.Read(bytes, new AuditEvent());

        Assert.Equal(kind, fault?.Kind);
    }

    [Fact]
    public void Lists_are_bounded_and_a_cut_shows()
    {
        var e = new AuditEvent();
        for (var i = 0; i < 1000; i++)
        {
            e.DataClasses.Add($"class-{i}");
            e.Partitions.Add(i);
        }

        var read = Decode(Encode(e));

        Assert.Equal(TextListField.MaxItems, read.DataClasses.Count);
        Assert.Equal("…", read.DataClasses[^1]);
        Assert.Equal(NumberListField.MaxItems, read.Partitions.Count);
    }

    [Fact]
    public void Text_that_nobody_cleaned_is_cut_without_breaking_a_character()
    {
        var e = new AuditEvent { ClientId = new string('x', EventText.MaxLength - 1) + "😀😀" };

        Assert.Equal(new string('x', EventText.MaxLength - 1), Decode(Encode(e)).ClientId);
    }

    [Fact]
    public void Writing_allocates_nothing()
    {
        var e = SampleEvents.Full();
        var output = new ArrayBufferWriter<byte>(1 << 16);
        EventCodec.Write(e, output);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            output.ResetWrittenCount();
            EventCodec.Write(e, output);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static byte[] Key(int id, int wire)
    {
        var key = (id << 2) | wire;
        return [(byte)(key | 0x80), (byte)(key >> 7)];
    }

    private static byte[] Encode(AuditEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EventCodec.Write(e, output);
        return output.WrittenSpan.ToArray();
    }

    private static AuditEvent Decode(byte[] bytes)
    {
        var e = new AuditEvent();
        Assert.Null(EventCodec.Read(bytes, e));
        return e;
    }

    private static string Describe(AuditEvent e) => string.Join('\n', EventFields.InOrder.Select(f => $"{f.Path}={Value(f, e)}"));

    private static object? Value(EventField field, AuditEvent e) => field switch
    {
        TextField f => f.Get(e),
        NumberField f => f.Get(e),
        UuidField f => f.Get(e),
        TextListField f => string.Join(',', f.Get(e)),
        NumberListField f => string.Join(',', f.Get(e)),
        _ => null,
    };
}
