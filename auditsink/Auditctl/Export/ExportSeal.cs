using System.Security.Cryptography;
using Compliance.Signing;

namespace Compliance.Auditctl.Export;

/// <summary>
/// The signature over an export's manifest, a file of its own: a C2SP signed note of whoever made the export.
/// <code>
/// compliance export
/// november.parquet.manifest.json
/// 5f0c…                              SHA-256 of the manifest's bytes, which has that of the export and all else
///
/// — alice base64
/// </code>
/// Stateless.
/// </summary>
internal static class ExportSeal
{
    private const string Head = "compliance export";

    public static string ManifestOf(string place) => $"{place}.manifest.json";

    public static string SignatureOf(string place) => $"{ManifestOf(place)}.sig";

    public static byte[] Sign(byte[] manifest, string place, string name, SigningKey key) => SignedNote.Sign(Text(manifest, place), name, key).ToBytes();

    /// <summary>Whether these bytes are that person's signature over that manifest of that export.</summary>
    public static bool IsSigned(byte[] signature, byte[] manifest, string place, string name, VerifyingKey key) =>
        SignedNote.TryParse(signature) is { } note && note.Text == Text(manifest, place) && note.IsSignedBy(name, key);

    private static string Text(byte[] manifest, string place) => $"{Head}\n{Path.GetFileName(ManifestOf(place))}\n{Convert.ToHexStringLower(SHA256.HashData(manifest))}\n";
}
