using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// The record sets of one frame on their way through a guard. What is written stays in one buffer, in ranges, since the buffer moves as
/// it grows; <see cref="Apply"/> hands the ranges to the edits once all is written. One per direction of a session; the bytes live until
/// the next <see cref="Begin"/>.
/// </summary>
internal sealed class GuardedRecords(GuardPool pool, When when)
{
    private RecordGuard? _guard;
    private readonly ReplyBuffer _written = new();
    private readonly List<(int Node, int Start, int Length)> _changed = [];

    public void Begin()
    {
        _written.Release();
        _changed.Clear();
    }

    /// <summary>Why the last set was refused, or what was withheld of it; until <see cref="Apply"/>.</summary>
    public RecordGuard Reasons => _guard!;

    /// <summary>Guards one record set; <see cref="Reasons"/> says why it was refused.</summary>
    public GuardResult Guard(Walk walk, int records, FieldPlan plan, TopicAccess topic)
    {
        var start = _written.Written.Length;
        var result = (_guard ??= pool.Rent()).Apply(plan, when, walk.Content(records), _written, topic.Counts);
        if (result == GuardResult.Changed)
            _changed.Add((records, start, _written.Written.Length - start));
        else
            _written.Truncate(start);
        return result;
    }

    /// <summary>Keeps a record set from passing at all: an empty one takes its place.</summary>
    public void Withhold(int records) => _changed.Add((records, 0, 0));

    /// <summary>Hands what was written to the edits, and the guard back.</summary>
    public void Apply(Edits edits)
    {
        if (_guard is not null)
            pool.Return(_guard);
        _guard = null;
        foreach (var (node, start, length) in _changed)
            edits.SetBytes(node, _written.Written.Slice(start, length));
    }
}
