using Compliance.Events.Archive;

namespace Compliance.AuditSink.Intake;

/// <summary>
/// The sequences of all proxies that write to one partition. Of each proxy the newest <see cref="MaxEpochs"/> epochs are kept: a batch of
/// one older than all of them can only be a repeat, since a proxy ships its epochs in order. Owned by one partition; not thread-safe.
/// </summary>
internal sealed class Sequences
{
    public const int MaxEpochs = 64;
    private readonly Dictionary<string, SortedDictionary<long, SequenceState>> _proxies = new(StringComparer.Ordinal);

    /// <summary>The state of that proxy's epoch, a new one where none is known; null for an epoch from before all that are kept.</summary>
    public SequenceState? Of(string proxy, long epoch)
    {
        if (!_proxies.TryGetValue(proxy, out var epochs))
            _proxies.Add(proxy, epochs = []);
        if (epochs.TryGetValue(epoch, out var state))
            return state;
        if (epochs.Count == MaxEpochs)
        {
            var oldest = epochs.Keys.First();
            if (epoch < oldest)
                return null;
            epochs.Remove(oldest);
        }

        state = new SequenceState(proxy, epoch);
        epochs.Add(epoch, state);
        return state;
    }

    public IReadOnlyList<SequenceMark> ToMarks() =>
        [.. _proxies.Values.SelectMany(epochs => epochs.Values).Select(state => state.ToMark())];

    public static Sequences From(IReadOnlyList<SequenceMark> marks)
    {
        var sequences = new Sequences();
        foreach (var mark in marks)
        {
            if (!sequences._proxies.TryGetValue(mark.Proxy, out var epochs))
                sequences._proxies.Add(mark.Proxy, epochs = []);
            epochs[mark.Epoch] = SequenceState.From(mark);
        }

        return sequences;
    }
}
