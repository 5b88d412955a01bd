using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Compliance.Gateway.Tls;

/// <summary>
/// A distinguished name as Java's <c>X500Principal.getName()</c> writes it (RFC 2253), since Kafka's mapping rules and ACLs are written
/// against that: last part first, no blanks between, attributes without a keyword there as <c>OID=#hex</c>. Pure.
/// </summary>
internal static class SubjectText
{
    private const string Escaped = ",=+<>#;\"\\";
    private static readonly Dictionary<string, string> Keywords = new(StringComparer.Ordinal)
    {
        ["2.5.4.3"] = "CN",
        ["2.5.4.6"] = "C",
        ["2.5.4.7"] = "L",
        ["2.5.4.8"] = "ST",
        ["2.5.4.9"] = "STREET",
        ["2.5.4.10"] = "O",
        ["2.5.4.11"] = "OU",
        ["0.9.2342.19200300.100.1.1"] = "UID",
        ["0.9.2342.19200300.100.1.25"] = "DC",
    };

    /// <summary>Throws <see cref="AsnContentException"/> for a name that is none.</summary>
    public static string Of(X500DistinguishedName name)
    {
        var parts = new List<string>();
        var sequence = new AsnReader(name.RawData, AsnEncodingRules.BER).ReadSequence();
        while (sequence.HasData)
        {
            var together = new List<string>();
            for (var set = sequence.ReadSetOf(skipSortOrderValidation: true); set.HasData;)
                together.Add(Attribute(set.ReadSequence()));
            parts.Add(string.Join('+', together));
        }

        parts.Reverse();
        return string.Join(',', parts);
    }

    /// <summary>For a log line: one line, of bounded length.</summary>
    public static string ForLog(string name) =>
        string.Concat(name.Select(c => char.IsControl(c) ? '?' : c).Take(256));

    private static string Attribute(AsnReader attribute)
    {
        var oid = attribute.ReadObjectIdentifier();
        var value = attribute.ReadEncodedValue();
        var isNamed = Keywords.TryGetValue(oid, out var keyword);
        return isNamed && Decode(value) is { } text
            ? $"{keyword}={Escape(text)}"
            : $"{keyword ?? oid}=#{Convert.ToHexStringLower(value.Span)}";
    }

    /// <summary>Null: the value is of a type that has no text.</summary>
    private static string? Decode(ReadOnlyMemory<byte> value)
    {
        var tag = AsnDecoder.ReadEncodedValue(value.Span, AsnEncodingRules.BER, out var start, out var length, out _);
        var content = value.Span.Slice(start, length);
        if (tag.TagClass != TagClass.Universal)
            return null;
        return (UniversalTagNumber)tag.TagValue switch
        {
            UniversalTagNumber.UTF8String => Encoding.UTF8.GetString(content),
            UniversalTagNumber.PrintableString or UniversalTagNumber.T61String or UniversalTagNumber.IA5String or UniversalTagNumber.GeneralString => Encoding.Latin1.GetString(content),
            UniversalTagNumber.BMPString => Encoding.BigEndianUnicode.GetString(content),
            _ => null,
        };
    }

    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length);
        var (first, last) = (Begin(value), End(value));
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\0')
            {
                text.Append(@"\00");
                continue;
            }

            if (i < first || i > last || Escaped.Contains(value[i], StringComparison.Ordinal))
                text.Append('\\');
            text.Append(value[i]);
        }

        return text.ToString();
    }

    private static int Begin(string value)
    {
        var first = 0;
        while (first < value.Length && IsBlank(value[first]))
            first++;
        return first;
    }

    private static int End(string value)
    {
        var last = value.Length - 1;
        while (last >= 0 && IsBlank(value[last]))
            last--;
        return last;
    }

    private static bool IsBlank(char c) => c is ' ' or '\r';
}
