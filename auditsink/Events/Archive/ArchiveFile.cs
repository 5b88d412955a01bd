using System.Security.Cryptography;

namespace Compliance.Events.Archive;

/// <summary>One Parquet file of the archive, as the manifest names it.</summary>
/// <param name="Path">Its name in the archive: <c>date=2026-11-25/hour=09/audit-0-100-199-5f0c….parquet</c>.</param>
/// <param name="Rows">Rows in it.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Of its bytes, hexadecimal.</param>
/// <param name="FirstTime">Earliest event, microseconds since the Unix epoch.</param>
/// <param name="LastTime">Latest event.</param>
public sealed record ArchiveFile(string Path, long Rows, long Bytes, string Sha256, long FirstTime, long LastTime)
{
    /// <summary>Of the RFC 6962 tree over the canonical rows, base64; null in files from before there was a ledger.</summary>
    public string? Root { get; init; }

    /// <summary>Roots of equal spans of rows, to say where a file differs; base64 of the hashes behind each other.</summary>
    public string? Spans { get; init; }

    /// <summary>Whether these bytes, from where the stream stands to its end, are the file's.</summary>
    public async Task<bool> IsAsync(Stream content, CancellationToken stop) => Convert.ToHexStringLower(await SHA256.HashDataAsync(content, stop)) == Sha256;
}
