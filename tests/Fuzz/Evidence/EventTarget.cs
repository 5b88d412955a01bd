using System.Buffers;
using Compliance.Events;
using Compliance.Fuzz.Engine;

namespace Compliance.Fuzz.Evidence;

/// <summary>One event's bytes. What is read, written again and read again is the same, and what was canonical comes back byte for byte.</summary>
internal sealed class EventTarget : Target
{
    private readonly AuditEvent _event = new();
    private readonly AuditEvent _again = new();
    private readonly ArrayBufferWriter<byte> _first = new(1 << 16);
    private readonly ArrayBufferWriter<byte> _second = new(1 << 16);

    public override string Name => "events";
    public override int Share => 60;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        probe.Begin();
        var fault = EventCodec.Read(input.Span, _event);
        probe.End(1024 + (40L * input.Length));
        if (fault is { } found)
        {
            Demand(found.Offset >= 0 && found.Offset <= input.Length, "a fault beyond the bytes");
            probe.Count(Kinds.Of(found.Kind));
            return;
        }

        probe.Count("event");
        _first.ResetWrittenCount();
        probe.Begin();
        EventCodec.Write(_event, _first);
        probe.End(0);
        if (EventCodec.Read(_first.WrittenSpan, _again) is { } other)
            throw new OracleException($"an event that was written is refused: {other}");
        _second.ResetWrittenCount();
        EventCodec.Write(_again, _second);
        Demand(_first.WrittenSpan.SequenceEqual(_second.WrittenSpan), "an event does not settle");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        [.. new[] { Events.Encode(Events.Numbered(3, 7)), Events.Encode(new AuditEvent()), Events.Encode(new AuditEvent { Action = "kafka.fetch", Sequence = 4 }) }.Select(bytes => new Sample(bytes, Marks(bytes)))];

    /// <summary>Where fields begin: key, then length or number.</summary>
    private static int[] Marks(byte[] bytes)
    {
        var marks = new List<int>();
        var reader = new EventReader(bytes.AsSpan(1));
        while (!reader.AtEnd)
        {
            marks.Add(reader.Offset + 1);
            reader.Varint(out ulong key);
            marks.Add(reader.Offset + 1);
            reader.Skip((WireType)(key & 3));
        }

        return [.. marks];
    }
}
