using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Compliance.Gateway.Tls;
using Compliance.Gateway.Tls.Revocation;
using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads the lists of revoked certificates that <c>crl</c> names, in PEM or DER, and verifies those whose issuer is known already.</summary>
internal sealed class RevocationReader(CertificateReader reader, ProblemList problems, TimeProvider time)
{
    private const string Label = "X509 CRL";

    /// <summary>False, and problems, where they can't be used. <paramref name="lists"/> null: none is named.</summary>
    public bool TryRead(string setting, ImmutableArray<Text> named, IEnumerable<X509Certificate2> authorities, out RevocationLists? lists)
    {
        lists = null;
        if (named.IsEmpty)
            return true;
        var known = authorities.ToList();
        var read = named.Select(text => Read(text, known)).ToList();
        if (read.Contains(null))
            return false;
        lists = new RevocationLists(setting, [.. read.SelectMany(some => some!)], time);
        return true;
    }

    private List<RevocationList>? Read(Text named, List<X509Certificate2> authorities)
    {
        if (reader.List(named) is not { } bytes)
            return null;
        try
        {
            var lists = (ServerCertificate.IsPem(bytes) ? InPem(Encoding.UTF8.GetString(bytes)) : [bytes]).Select(der => new RevocationList(der)).ToList();
            if (lists.Count == 0)
                throw new CryptographicException($"It holds none (-----BEGIN {Label}-----).");
            foreach (var list in lists)
                Look(named, list, authorities);
            return lists;
        }
        catch (CryptographicException e)
        {
            problems.Error(named.Place, $"The list of revoked certificates {named} can't be used: {e.Message}");
        }
        catch (Exception)
        {
            // Of malformed bytes the library throws many things.
            problems.Error(named.Place, $"The list of revoked certificates {named} can't be read: it is neither PEM (-----BEGIN {Label}-----) nor DER, or cut off.");
        }

        return null;
    }

    /// <summary>An issuer that is not among the authorities comes with the chains that are shown, and is looked at then.</summary>
    private void Look(Text named, RevocationList list, List<X509Certificate2> authorities)
    {
        var issuers = authorities.Where(list.NamesAsIssuer).ToList();
        if (issuers.Count > 0 && !issuers.Exists(list.IsSignedBy))
            throw new CryptographicException($"The signature is not that of its issuer, {list.Life.Subject}, as it stands in 'ca', or that one may not sign lists.");
        if (list.Life.NotAfter <= time.GetUtcNow())
            problems.Warning(named.Place, string.Create(CultureInfo.InvariantCulture, $"The list of revoked certificates {named} has expired on {list.Life.NotAfter:yyyy-MM-dd HH:mm:ss}Z; whoever {list.Life.Subject} vouches for is refused. Put a new one in its place."));
    }

    private static IEnumerable<byte[]> InPem(string pem)
    {
        for (var rest = pem; PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            if (rest[found.Label] == Label)
                yield return Convert.FromBase64String(rest[found.Base64Data]);
        }
    }
}
