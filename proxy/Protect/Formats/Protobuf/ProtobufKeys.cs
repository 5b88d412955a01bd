using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>Reads the keys of maps' entries, which stand in front of their values or behind them. Owned by one walk.</summary>
internal sealed class ProtobufKeys
{
    private readonly Scratch _text = new();

    internal void Clear() => _text.Reset();

    /// <summary>The key of a map's entry, as text, valid until the next one; false: the entry is malformed, or has several.</summary>
    internal bool TryRead(ref WireCursor wire, MessageType entry, int end, int depth, out ReadOnlySpan<byte> key)
    {
        FieldType field = entry.Fields[0];
        _text.Truncate(0);
        key = [];
        var found = false;
        while (wire.At < end)
        {
            if (!wire.TryReadTag(end, out var number, out var type))
                return false;
            var start = wire.At;
            if (!wire.TrySkip(number, type, end, depth))
                return false;
            if (number != field.Number || !field.Takes(type))
                continue;
            if (found)
                return false;
            found = true;
            var again = wire;
            again.At = start;
            if (type == WireType.Length)
            {
                again.TryReadLength(end, out var length);
                key = wire.Slice(again.At, again.At + length);
                continue;
            }

            ScalarCodec.TryRead(ref again, type, end, out var raw);
            ScalarCodec.Format(field.Scalar, raw, _text);
            key = _text.Written;
        }

        // A key that is left out is zero, false or empty.
        if (!found && field.Scalar != ScalarType.Text)
        {
            ScalarCodec.Format(field.Scalar, 0, _text);
            key = _text.Written;
        }

        return true;
    }
}
