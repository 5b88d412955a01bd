using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Tls;

/// <summary>
/// A certificate's subject alternative names with their kind, as policies name them: <c>DNS:…</c>, <c>URI:…</c>, <c>email:…</c>,
/// <c>IP:…</c>. Kinds that have no text are left out. Pure.
/// </summary>
internal static class AlternativeNames
{
    private const string Oid = "2.5.29.17";

    /// <summary>In the certificate's order. Throws <see cref="AsnContentException"/> for an extension that is none.</summary>
    public static List<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        if (certificate.Extensions[Oid] is not { } extension)
            return names;
        for (var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence(); sequence.HasData;)
        {
            var tag = sequence.PeekTag();
            var text = tag.TagClass != TagClass.ContextSpecific ? null : tag.TagValue switch
            {
                1 => "email:" + Text(sequence, tag),
                2 => "DNS:" + Text(sequence, tag),
                6 => "URI:" + Text(sequence, tag),
                7 => "IP:" + new IPAddress(sequence.ReadOctetString(tag)),
                _ => null,
            };
            if (text is null)
                sequence.ReadEncodedValue();
            else
                names.Add(text);
        }

        return names;
    }

    private static string Text(AsnReader sequence, Asn1Tag tag) => sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag);
}
