using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Which headers a plan is about: those of one name, byte by byte as brokers and clients take it, or all whose names fit a pattern in which
/// <c>*</c> stands for any bytes. Immutable; asking allocates nothing.
/// </summary>
public sealed class HeaderName
{
    private readonly byte[][] _parts;

    private HeaderName(byte[][] parts) => _parts = parts;

    /// <summary>As policies write it.</summary>
    public static HeaderName Of(string name) => new([.. name.Split('*').Select(Encoding.UTF8.GetBytes)]);

    public bool Takes(ReadOnlySpan<byte> name)
    {
        var (first, last) = (_parts[0], _parts[^1]);
        if (_parts.Length == 1)
            return name.SequenceEqual(first);
        // They name the schemas of value and key, without which nobody could read either: no pattern means them.
        if (name.SequenceEqual("__value_schema_id"u8) || name.SequenceEqual("__key_schema_id"u8))
            return false;
        if (name.Length < first.Length + last.Length || !name.StartsWith(first) || !name.EndsWith(last))
            return false;
        var rest = name[first.Length..^last.Length];
        foreach (var part in _parts.AsSpan(1, _parts.Length - 2))
        {
            var at = rest.IndexOf(part);
            if (at < 0)
                return false;
            rest = rest[(at + part.Length)..];
        }

        return true;
    }
}
