namespace Compliance.AuditSink.Intake;

/// <summary>
/// Where rows go: the archive, or the index. Each has a position of its own in every partition, kept where its rows are, so that neither
/// can hold up the other. All calls come from the one loop that feeds it.
/// </summary>
internal interface IOutlet
{
    /// <summary>Takes on a partition. Returns the offset to read from, or null for the oldest there is.</summary>
    Task<long?> OpenAsync(string topic, int partition, CancellationToken stop);

    /// <summary>Gives a partition back. What is gathered and not yet lasting is forgotten: whoever takes it on reads it again.</summary>
    Task CloseAsync(int partition);

    /// <summary>One record, in the order of offsets within a partition.</summary>
    void Take(int partition, long offset, long time, byte[]? value);

    /// <summary>False: feed nothing more before <see cref="WorkAsync"/> was called.</summary>
    bool HasRoom { get; }

    /// <summary>
    /// Does what is due; with <paramref name="all"/>, everything that is gathered. Returns within minutes even when the outlet's other side
    /// is away, and then has no room.
    /// </summary>
    ValueTask WorkAsync(bool all, CancellationToken stop);

    /// <summary>The next offset of each partition that would be read after a crash, for those that moved since the last call.</summary>
    IEnumerable<(int Partition, long Next)> Moved();
}
