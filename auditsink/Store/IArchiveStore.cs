namespace Compliance.Store;

/// <summary>
/// Where an archive lies: a folder, or a bucket of an object store. Names are as <c>ArchiveLayout</c> writes them. Every method that
/// returns has done its work for good: what was written outlives a power cut. Thread-safe, also against other processes on the same place.
/// </summary>
public interface IArchiveStore : IDisposable
{
    /// <summary>For messages: a path, or <c>s3://bucket/prefix</c>.</summary>
    string Address { get; }

    /// <summary>How long the bytes of what was written stay, whoever deletes it.</summary>
    TimeSpan Retention => TimeSpan.Zero;

    /// <summary>The large files of ranges.</summary>
    IRangeFiles Ranges { get; }

    /// <summary>
    /// Writes a small object that must not be there yet, and that nobody may change afterwards. Of several that create the same name one
    /// wins, whoever they are; false: it is there already, with other content. No reader ever sees half of it.
    /// </summary>
    Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop);

    /// <summary>Writes a small object that is no evidence, in place of the one that is there. A reader sees the old or the new.</summary>
    Task ReplaceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop);

    /// <summary>The whole of a small object; null if there is none of that name.</summary>
    Task<byte[]?> ReadAsync(string name, CancellationToken stop);

    /// <summary>Names of objects in a folder, which ends in a slash, and in those below it, by the order of their bytes.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="after">Only names behind this one; null for all.</param>
    /// <param name="stop">Ends it.</param>
    IAsyncEnumerable<string> ListAsync(string folder, string? after, CancellationToken stop);

    /// <summary>Names of the folders right in a folder, each ending in a slash, by the order of their bytes.</summary>
    IAsyncEnumerable<string> FoldersAsync(string folder, CancellationToken stop);

    /// <summary>Removes an object that is no evidence, or a file that an entry has taken out. One that is not there is well.</summary>
    Task DeleteAsync(string name, CancellationToken stop);

    /// <summary>What keeps an object from being removed; null: there is none of that name.</summary>
    Task<ObjectLock?> LockAsync(string name, CancellationToken stop);

    /// <summary>Puts a legal hold on an object, or takes it off. False: this place offers none, or the object is not there.</summary>
    Task<bool> HoldAsync(string name, bool on, CancellationToken stop);

    /// <summary>Removes evidence for good, with all versions of it: only for a purge that two people have ordered. One that is not there is well.</summary>
    /// <exception cref="IOException">Its lock does not allow it.</exception>
    Task PurgeAsync(string name, CancellationToken stop);
}
