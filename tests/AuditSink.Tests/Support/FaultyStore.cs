using Compliance.Store;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>A real store whose creates, purges and lists go wrong where the test says: before they were done, or after, so that only the answer is lost.</summary>
internal sealed class FaultyStore(IArchiveStore inner) : IArchiveStore
{
    public Func<string, bool> BeforeCreate { get; init; } = _ => false;
    public Func<string, bool> AfterCreate { get; init; } = _ => false;

    public Func<string, bool> BeforeList { get; init; } = _ => false;
    public Func<string, bool> BeforePurge { get; init; } = _ => false;
    public Func<string, bool> AfterPurge { get; init; } = _ => false;

    public string Address => inner.Address;

    public TimeSpan Retention => inner.Retention;

    public IRangeFiles Ranges => inner.Ranges;

    public async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
    {
        if (BeforeCreate(name))
            throw Away(name);
        var isOurs = await inner.CreateAsync(name, content, stop);
        return AfterCreate(name) ? throw Away(name) : isOurs;
    }

    public Task ReplaceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop) => inner.ReplaceAsync(name, content, stop);

    public Task<byte[]?> ReadAsync(string name, CancellationToken stop) => inner.ReadAsync(name, stop);

    public IAsyncEnumerable<string> ListAsync(string folder, string? after, CancellationToken stop) =>
        BeforeList(folder) ? throw Away(folder) : inner.ListAsync(folder, after, stop);

    public IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken stop) => inner.FoldersAsync(folder, stop);

    public Task DeleteAsync(string name, CancellationToken stop) => inner.DeleteAsync(name, stop);

    public Task<ObjectLock?> LockAsync(string name, CancellationToken stop) => inner.LockAsync(name, stop);

    public Task<bool> HoldAsync(string name, bool on, CancellationToken stop) => inner.HoldAsync(name, on, stop);

    public async Task PurgeAsync(string name, CancellationToken stop)
    {
        if (BeforePurge(name))
            throw Away(name);
        await inner.PurgeAsync(name, stop);
        if (AfterPurge(name))
            throw Away(name);
    }

    public void Dispose() => inner.Dispose();

    private static StoreAwayException Away(string name) => new($"{name}: as the test says.", new IOException());
}
