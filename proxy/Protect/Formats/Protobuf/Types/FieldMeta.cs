using Google.Protobuf.Reflection;
using ProtoBuf;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>
/// Reads a field's tags out of the options that the parser does not know: it keeps them as they stand on the wire.
/// <code>extend google.protobuf.FieldOptions { Meta field_meta = 1088; }   message Meta { repeated string tags = 3; … }</code>
/// Stateless.
/// </summary>
internal static class FieldMeta
{
    private const int Meta = 1088;
    private const int Tags = 3;

    internal static string[] TagsOf(FieldOptions? options)
    {
        if ((options as IExtensible)?.GetExtensionObject(createIfMissing: false) is not { } extension)
            return [];
        var stream = extension.BeginQuery();
        try
        {
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return [.. Find(bytes.ToArray(), Meta).SelectMany(meta => Find(meta, Tags)).Select(System.Text.Encoding.UTF8.GetString)];
        }
        finally
        {
            extension.EndQuery(stream);
        }
    }

    /// <summary>The contents of each field of that number.</summary>
    private static List<byte[]> Find(byte[] message, int number)
    {
        List<byte[]> found = [];
        var wire = new WireCursor(message);
        while (wire.At < message.Length && wire.TryReadTag(message.Length, out var field, out var type))
        {
            if (field == number && type == WireType.Length && wire.TryReadLength(message.Length, out var length))
            {
                found.Add(message[wire.At..(wire.At + length)]);
                wire.At += length;
            }
            else if (!wire.TrySkip(field, type, message.Length, 0))
            {
                break;
            }
        }

        return found;
    }
}
