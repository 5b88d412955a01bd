using Compliance.Events.Archive;

namespace Compliance.Store.Entries;

/// <summary>
/// Bundles of one partition: the bytes of 256 entries that follow each other, a line each. Derived: with all of them gone the entries say
/// the same. Stateless; any thread.
/// </summary>
internal sealed class EntryBundles(IArchiveStore store, string topic, int partition)
{
    public const int Size = 256;
    private readonly string _folder = ArchiveLayout.BundlesFolder(topic, partition);

    /// <summary>How many there are from the first on without a hole; what comes behind a hole is not used.</summary>
    public async Task<long> CountAsync(CancellationToken stop)
    {
        var count = 0L;
        await foreach (var name in store.ListAsync(_folder, null, stop))
        {
            if (ArchiveLayout.NumberOf(name, ArchiveLayout.BundleEnding) != count)
                break;
            count++;
        }

        return count;
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(long number, CancellationToken stop)
    {
        var name = ArchiveLayout.BundleName(topic, partition, number);
        var bytes = await store.ReadAsync(name, stop) ?? [];
        var lines = new List<ReadOnlyMemory<byte>>(Size);
        for (var rest = bytes.AsMemory(); rest.Span.IndexOf((byte)'\n') is >= 0 and var end; rest = rest[(end + 1)..])
            lines.Add(rest[..end]);
        return lines.Count == Size
            ? lines
            : throw new InvalidDataException($"{store.Address}: {name}: this bundle of entries is damaged. Remove it; it is made anew from the entries.");
    }

    /// <summary>One that is there already is the same.</summary>
    public Task<bool> CreateAsync(long number, IEnumerable<ReadOnlyMemory<byte>> entries, CancellationToken stop)
    {
        var content = new MemoryStream();
        foreach (var entry in entries)
        {
            content.Write(entry.Span);
            content.WriteByte((byte)'\n');
        }

        return store.CreateAsync(ArchiveLayout.BundleName(topic, partition, number), content.GetBuffer().AsMemory(0, (int)content.Length), stop);
    }
}
