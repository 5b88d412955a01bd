using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Compliance.Store;

namespace Compliance.Ledger.Tests.Log;

/// <summary>A store whose every write can be the last one before a crash, or that is away.</summary>
internal sealed class MemoryStore : IArchiveStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Writes that still pass; the next one is a crash.</summary>
    public int WritesLeft { get; set; } = int.MaxValue;
    public bool IsAway { get; set; }

    public string Address => "memory";

    public IRangeFiles Ranges => throw new NotSupportedException();

    public Task<byte[]?> ReadAsync(string name, CancellationToken stop)
    {
        Reach();
        return Task.FromResult(Objects.GetValueOrDefault(name));
    }

    public Task ReplaceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        Pass();
        Objects[name] = content.ToArray();
        return Task.CompletedTask;
    }

    public Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        Pass();
        return Task.FromResult(Objects.GetOrAdd(name, content.ToArray()).AsSpan().SequenceEqual(content.Span));
    }

    public async IAsyncEnumerable<string> ListAsync(string folder, string? after, [EnumeratorCancellation] CancellationToken stop)
    {
        await Task.CompletedTask;
        foreach (var name in Objects.Keys.Where(name => name.StartsWith(folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            yield return name;
    }

    public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken stop) => throw new NotSupportedException();

    public Task DeleteAsync(string name, CancellationToken stop) => throw new NotSupportedException();

    public Task<ObjectLock?> LockAsync(string name, CancellationToken stop) => throw new NotSupportedException();

    public Task<bool> HoldAsync(string name, bool on, CancellationToken stop) => throw new NotSupportedException();

    public Task PurgeAsync(string name, CancellationToken stop) => throw new NotSupportedException();

    public void Dispose()
    {
    }

    private void Pass()
    {
        Reach();
        if (WritesLeft-- <= 0)
            throw new CrashException();
    }

    private void Reach()
    {
        if (IsAway)
            throw new StoreAwayException("away", new TimeoutException());
    }
}
