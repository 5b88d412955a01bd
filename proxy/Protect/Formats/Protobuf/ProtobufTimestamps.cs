using System.Globalization;
using System.Text;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Keys;
using Compliance.Protect.Transforms;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What rules make of a <c>Timestamp</c>, which is a date to them, as text by ISO 8601. Owned by one walk.</summary>
internal sealed class ProtobufTimestamps(KeyRing keys, Picks subjects, Edits edits)
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const int SecondsTag = 0x08;
    private const int NanosTag = 0x10;

    private readonly FieldWriter _fields = new(keys, subjects);
    private readonly Scratch _text = new();
    private readonly Scratch _made = new();

    private static ProtectFault Malformed => new(FaultKind.SchemaMismatch, "$");

    internal void Clear()
    {
        _fields.Clear();
        _text.Reset();
        _made.Reset();
    }

    /// <summary>A date as seconds since 1970 and nanoseconds; what is none becomes that beginning.</summary>
    /// <param name="start">Of what gives way: the field's tag, or the message itself.</param>
    /// <param name="end">Of the message, at whose first field the cursor stands.</param>
    internal ProtectFault Write(ref WireCursor wire, FieldAction action, int start, int end, bool hasLength)
    {
        ulong seconds = 0, nanos = 0;
        while (wire.At < end)
        {
            if (!wire.TryReadTag(end, out var number, out var type))
                return Malformed;
            var isRead = (number, type) switch
            {
                (1, WireType.Varint) => wire.TryReadVarint(end, out seconds),
                (2, WireType.Varint) => wire.TryReadVarint(end, out nanos),
                _ => wire.TrySkip(number, type, end, 0),
            };
            if (!isRead)
                return Malformed;
        }

        if (Move(action.Rule!, (long)seconds, out var moved) is var fault and not FaultKind.None)
            return new(fault, action.Rule!.PathText);
        _made.Truncate(0);
        if (moved != 0)
        {
            ScalarCodec.AppendVarint(SecondsTag, _made);
            ScalarCodec.AppendVarint((ulong)moved, _made);
            // A shift leaves the time of day.
            if (action.Rule!.Treatment is DateShift && nanos != 0)
            {
                ScalarCodec.AppendVarint(NanosTag, _made);
                ScalarCodec.AppendVarint(nanos, _made);
            }
        }

        var replacement = edits.Scratch.Length;
        if (hasLength)
        {
            ScalarCodec.AppendVarint(((ulong)action.Field!.Number << 3) | (ulong)WireType.Length, edits.Scratch);
            ScalarCodec.AppendVarint((ulong)_made.Length, edits.Scratch);
        }

        edits.Scratch.Append(_made.Written);
        edits.Replace(start, end, replacement);
        edits.Hit(action.Rule!);
        return default;
    }

    /// <param name="moved">0: it was no date.</param>
    private FaultKind Move(FieldRule rule, long seconds, out long moved)
    {
        moved = 0;
        if (seconds < DateTimeOffset.MinValue.ToUnixTimeSeconds() || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return FaultKind.None;
        _text.Truncate(0);
        _made.Truncate(0);
        var room = _text.Reserve(Instant.Length);
        DateTimeOffset.FromUnixTimeSeconds(seconds).TryFormat(room, out var length, Instant, CultureInfo.InvariantCulture);
        _text.Truncate(length);
        var kind = ScalarKind.Text;
        if (_fields.Write(rule, _text.Written, ref kind, _made) is var fault and not FaultKind.None)
            return fault;
        Span<char> made = stackalloc char[Instant.Length];
        if (Encoding.ASCII.TryGetChars(_made.Written, made, out var written)
            && DateTimeOffset.TryParseExact(made[..written], Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            moved = date.ToUnixTimeSeconds();
        return FaultKind.None;
    }
}
