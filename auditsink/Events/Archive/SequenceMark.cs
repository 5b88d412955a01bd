namespace Compliance.Events.Archive;

/// <summary>How far the events of one proxy and epoch have come.</summary>
/// <param name="Proxy">Name of the proxy.</param>
/// <param name="Epoch">Its start.</param>
/// <param name="Next">The first sequence not yet seen.</param>
/// <param name="Missing">Sequences below it that were not seen either, as pairs of first and last.</param>
public sealed record SequenceMark(string Proxy, long Epoch, long Next, IReadOnlyList<IReadOnlyList<long>> Missing);
