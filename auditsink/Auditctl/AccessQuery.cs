using Compliance.Ledger.Custody;
using Compliance.Store;

namespace Compliance.Auditctl;

/// <summary>
/// What an auditor asks. Conditions of several kinds must all hold; of several values of one kind, one must. In a value <c>*</c> stands for
/// any characters; else it must match whole, case included.
/// </summary>
public sealed record AccessQuery
{
    /// <summary>The archive's folder, or its bucket as <see cref="ArchiveAddress"/> reads it.</summary>
    public required string Archive { get; init; }

    /// <summary>Folder for copies of a bucket's files, and the most that it may hold.</summary>
    public string Cache { get; init; } = FileCache.UsualFolder;
    public long CacheBytes { get; init; } = FileCache.UsualBytes;

    /// <summary>Gives the archive's statements of custody, which know the files that were purged; null: a file that is not there is missing.</summary>
    public Func<CancellationToken, Task<CustodyState>>? Custody { get; init; }

    /// <summary>Principals, as <c>User:name</c> or by the name alone.</summary>
    public IReadOnlyList<string> Who { get; init; } = [];
    public IReadOnlyList<string> Topic { get; init; } = [];

    /// <summary>Classes of data met in the records, masked or in clear.</summary>
    public IReadOnlyList<string> Class { get; init; } = [];

    /// <summary>success, failure, unknown.</summary>
    public IReadOnlyList<string> Outcome { get; init; } = [];

    /// <summary>Such as <c>kafka.fetch</c>, <c>authn.*</c>.</summary>
    public IReadOnlyList<string> Action { get; init; } = [];

    /// <summary>Purposes that the client's application stated, or the reason that an auditor gave.</summary>
    public IReadOnlyList<string> Purpose { get; init; } = [];

    /// <summary>Addresses of clients.</summary>
    public IReadOnlyList<string> Ip { get; init; } = [];

    /// <summary>Client ids.</summary>
    public IReadOnlyList<string> Client { get; init; } = [];

    /// <summary>Ids or tickets of exceptions.</summary>
    public IReadOnlyList<string> Exemption { get; init; } = [];

    /// <summary>Break-glass grants that were open to who asked, as what they open, a slash and their number.</summary>
    public IReadOnlyList<string> Grant { get; init; } = [];

    /// <summary>Ids of single events.</summary>
    public IReadOnlyList<Guid> EventId { get; init; } = [];

    /// <summary>Only events in which values were masked.</summary>
    public bool Masked { get; init; }

    /// <summary>Only events in which protected values went out in clear.</summary>
    public bool Clear { get; init; }

    /// <summary>Only what a rule refused.</summary>
    public bool Denied { get; init; }

    /// <summary>The earliest time asked for.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The time before which events are asked for.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>At most so many rows, the newest.</summary>
    public int Limit { get; init; } = 1000;
}
