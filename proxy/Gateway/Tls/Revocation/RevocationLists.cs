using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Gateway.Tls.Revocation;

/// <summary>
/// The lists that a setting names, held against chains of certificates. Each certificate below the root must be covered by a list that its
/// issuer has signed and that still holds, and stand on none: where nobody can say, the answer is no. Immutable; asks nobody.
/// </summary>
/// <param name="setting">Where they are named, for what is said of them.</param>
/// <param name="lists">In any order; of several that cover a certificate the newest counts.</param>
/// <param name="time">By which they hold, or do not any more.</param>
internal sealed class RevocationLists(string setting, ImmutableArray<RevocationList> lists, TimeProvider time)
{
    public ImmutableArray<RevocationList> All => lists;

    /// <summary>Equal ones refuse alike.</summary>
    public string Digest => string.Join(' ', lists.Select(list => list.Sha256).Order(StringComparer.Ordinal));

    /// <summary>What to say of a chain that is good otherwise, in words that follow "the certificate"; null: nothing on it is revoked.</summary>
    public string? FindProblem(X509Chain chain)
    {
        for (var depth = 0; depth + 1 < chain.ChainElements.Count; depth++)
        {
            var certificate = chain.ChainElements[depth].Certificate;
            if (FindProblem(certificate, chain.ChainElements[depth + 1].Certificate) is { } problem)
                return depth == 0 ? problem : $"leads over one that is no good: {SubjectText.ForLog(SubjectText.Of(certificate.SubjectName))} {problem}";
        }

        return null;
    }

    private string? FindProblem(X509Certificate2 certificate, X509Certificate2 issuer)
    {
        var about = lists.Where(list => list.IsAbout(certificate)).ToList();
        if (about.Where(list => list.IsSignedBy(issuer)).MaxBy(list => list.Life.NotBefore) is not { } newest)
        {
            var whose = SubjectText.ForLog(SubjectText.Of(certificate.IssuerName));
            return about.Count > 0
                ? $"may be revoked: the list of {whose} in {setting} has a signature that is not its issuer's"
                : $"may be revoked: {setting} names no list of its issuer, {whose}, that is about it";
        }

        if (newest.Life.NotAfter <= time.GetUtcNow())
            return string.Create(CultureInfo.InvariantCulture, $"may be revoked: the list of {newest.Life.Subject} in {setting} has expired on {newest.Life.NotAfter:yyyy-MM-dd HH:mm:ss}Z");
        return newest.RevokedSince(certificate) is { } since ? $"is revoked since {since} (list {newest.Life.Serial} of {newest.Life.Subject})" : null;
    }
}
