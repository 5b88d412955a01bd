namespace Compliance.Events.Archive;

/// <summary>
/// How far the archive's statements of custody had come when an entry was written. An entry is a leaf of the ledger, so that none of those
/// statements can be changed or cut off afterwards.
/// </summary>
/// <param name="Size">Their number.</param>
/// <param name="Sha256">Of the last one's bytes, hexadecimal; each holds that of the one before it.</param>
public sealed record CustodyMark(long Size, string Sha256);
