using System.Buffers.Binary;

namespace Compliance.Ledger.Tiles;

/// <summary>
/// The entries of a tile's leaves behind each other, each with its length in 16 bits before it. An entry that is longer has no place in the
/// standard's form: its bundle is left out, and readers take the manifest's own entries. One owner; not thread-safe.
/// </summary>
public sealed class EntryBundle
{
    private readonly List<byte[]> _entries = [];

    public int Count => _entries.Count;

    public void Add(ReadOnlySpan<byte> entry) => _entries.Add(entry.ToArray());

    public void Clear() => _entries.Clear();

    /// <summary>Null if an entry is too long.</summary>
    public byte[]? ToBytes()
    {
        if (_entries.Exists(entry => entry.Length > ushort.MaxValue))
            return null;
        var bytes = new byte[_entries.Sum(entry => sizeof(ushort) + entry.Length)];
        var at = 0;
        foreach (var entry in _entries)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(at), (ushort)entry.Length);
            entry.CopyTo(bytes.AsSpan(at + sizeof(ushort)));
            at += sizeof(ushort) + entry.Length;
        }

        return bytes;
    }

    /// <summary>Null if the bytes are no bundle.</summary>
    public static IReadOnlyList<byte[]>? TryRead(ReadOnlySpan<byte> bytes)
    {
        var entries = new List<byte[]>();
        while (!bytes.IsEmpty)
        {
            if (bytes.Length < sizeof(ushort) || BinaryPrimitives.ReadUInt16BigEndian(bytes) is var length && bytes.Length - sizeof(ushort) < length)
                return null;
            entries.Add(bytes.Slice(sizeof(ushort), length).ToArray());
            bytes = bytes[(sizeof(ushort) + length)..];
        }

        return entries;
    }
}
