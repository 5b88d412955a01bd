using System.Runtime.CompilerServices;
using System.Text.Json;
using Compliance.Events.Archive;

namespace Compliance.Store.Entries;

/// <summary>
/// The entries of one partition, each an object named by its number, from 0 without holes. Whoever creates number n has written it; who
/// comes second learns that the partition is another's now. Entries are never changed or removed. Stateless; any thread.
/// <code>
/// entries/000000000000.json ... 000000000255.json 000000000256.json ...
///         \______ bundles/000000000000.jsonl ___/  derived once all 256 are there; one request instead of 256
/// </code>
/// An entry that is no JSON, or whose object's name it does not carry, is an <see cref="InvalidDataException"/>; so is a hole.
/// </summary>
public sealed class EntryLog(IArchiveStore store, string topic, int partition)
{
    /// <summary>Entries that make a bundle.</summary>
    public const int BundleSize = EntryBundles.Size;

    private const int AtATime = 16;
    private readonly EntryBundles _bundles = new(store, topic, partition);
    private readonly string _folder = ArchiveLayout.EntriesFolder(topic, partition);

    public string Topic => topic;
    public int Partition => partition;

    /// <summary>The newest entry; null: there is none.</summary>
    public async Task<StoredEntry?> LastAsync(CancellationToken stop)
    {
        var bundled = await _bundles.CountAsync(stop) * BundleSize;
        var names = await NamesAsync(bundled, stop);
        var count = bundled + names.Count;
        return count == 0 ? null : await ReadAsync(NameOf(count - 1), stop) ?? throw Missing(NameOf(count - 1));
    }

    /// <summary>The entry of that number; null: there is none yet.</summary>
    public Task<StoredEntry?> GetAsync(long number, CancellationToken stop) => ReadAsync(NameOf(number), stop);

    /// <summary>All entries from that number on, in order.</summary>
    public async IAsyncEnumerable<StoredEntry> ReadAsync(long from, [EnumeratorCancellation] CancellationToken stop)
    {
        var bundled = await _bundles.CountAsync(stop);
        for (var number = from / BundleSize; number < bundled; number++)
        {
            var first = number * BundleSize;
            foreach (var (index, line) in (await _bundles.ReadAsync(number, stop)).Index())
            {
                if (first + index >= from)
                    yield return Parse(NameOf(first + index), line);
            }
        }

        foreach (var names in (await NamesAsync(Math.Max(from, bundled * BundleSize), stop)).Chunk(AtATime))
        {
            foreach (var entry in await Task.WhenAll(names.Select(name => ReadAsync(name, stop))))
                yield return entry ?? throw Missing(_folder);
        }
    }

    /// <summary>Creates the entry of its number. False: that number has another entry, so that this writer is no longer the partition's.</summary>
    public Task<bool> TryAppendAsync(ManifestEntry entry, CancellationToken stop) =>
        store.CreateAsync(NameOf(entry.Number), ManifestJson.Write(entry), stop);

    /// <summary>Makes the bundles that could be there and are not.</summary>
    public async Task BundleAsync(CancellationToken stop)
    {
        var bundled = await _bundles.CountAsync(stop);
        foreach (var names in (await NamesAsync(bundled * BundleSize, stop)).Chunk(BundleSize).Where(names => names.Length == BundleSize))
        {
            var entries = new List<ReadOnlyMemory<byte>>(BundleSize);
            foreach (var some in names.Chunk(AtATime))
                entries.AddRange((await Task.WhenAll(some.Select(name => ReadAsync(name, stop)))).Select(entry => entry?.Bytes ?? throw Missing(_folder)));
            await _bundles.CreateAsync(bundled++, entries, stop);
        }
    }

    private string NameOf(long number) => ArchiveLayout.EntryName(topic, partition, number);

    // Names from that number on, each the successor of the one before it.
    private async Task<List<string>> NamesAsync(long from, CancellationToken stop)
    {
        var names = new List<string>();
        await foreach (var name in store.ListAsync(_folder, from == 0 ? null : NameOf(from - 1), stop))
            names.Add(name == NameOf(from + names.Count) ? name : throw Missing(NameOf(from + names.Count)));
        return names;
    }

    private async Task<StoredEntry?> ReadAsync(string name, CancellationToken stop) =>
        await store.ReadAsync(name, stop) is { } bytes ? Parse(name, bytes) : null;

    private StoredEntry Parse(string name, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var entry = ManifestJson.Read(bytes.Span);
            if ((entry.Topic, entry.Partition, NameOf(entry.Number)) == (topic, partition, name))
                return new StoredEntry(name, bytes, entry);
        }
        catch (JsonException)
        {
        }

        throw new InvalidDataException($"{store.Address}: {name}: this entry of the manifest is damaged, or is another's. Restore it from a copy; do not edit it by hand.");
    }

    private InvalidDataException Missing(string name) =>
        new($"{store.Address}: {name}: this entry of the manifest is missing, though others follow it. Restore it from a copy.");
}
