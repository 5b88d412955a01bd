using Compliance.Events.Archive;
using Compliance.Ledger.Notes;
using Compliance.Signing;

namespace Compliance.Ledger.Log;

/// <summary>
/// How a log's keys followed each other: the statements that stand in its entries. They travel with whatever is checked offline, so that the
/// first key is the only one to trust. Stateless.
/// </summary>
public static class KeySuccession
{
    /// <summary>The statements of the first entries, each with its entry's number.</summary>
    public static async Task<IReadOnlyDictionary<long, string>> ReadAsync(EntrySource source, long size, CancellationToken stop)
    {
        var rotations = new Dictionary<long, string>();
        for (var index = 0L; index < size && await source(index, stop) is { } bytes; index++)
        {
            // Most entries are no rotation, and need not be parsed to say so.
            if (bytes.AsSpan().IndexOf("\"rotation\":\""u8) >= 0 && ManifestJson.TryRead(bytes)?.Rotation is { } note)
                rotations.Add(index, note);
        }

        return rotations;
    }

    /// <summary>The key that signs a checkpoint over that many entries; null: a statement is not what two keys in a row have signed at its place.</summary>
    /// <param name="rotations">The statements, as somebody gave them.</param>
    /// <param name="origin">Of the log.</param>
    /// <param name="size">Entries.</param>
    /// <param name="firstKey">The first that ever signed.</param>
    /// <param name="forged">Number of the entry whose statement it is.</param>
    public static VerifyingKey? Follow(IReadOnlyDictionary<long, string> rotations, string origin, long size, VerifyingKey firstKey, out long forged)
    {
        var key = firstKey;
        foreach (var (index, note) in rotations.OrderBy(rotation => rotation.Key))
        {
            forged = index;
            if (note is null || index >= size || KeyRotation.Check(note, origin, index, key) is not { } rotation)
                return null;
            key = rotation.New;
        }

        forged = -1;
        return key;
    }
}
