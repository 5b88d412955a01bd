using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Quarantining;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// The record sets of one frame on their way through a guard. What is written stays in one buffer, in ranges, since the buffer moves as
/// it grows; <see cref="Apply"/> hands the ranges to the edits once all is written. One per direction of a session; the bytes live until
/// the next <see cref="Begin"/>.
/// <code>
/// Begin ─► Guard… ─► Return ─► Apply                                       all schemas were known
/// Begin ─► Guard… ─► Return ─► IsWaiting ─► LookUpAsync ─► Begin ─► Guard… ─► Return ─► Apply
/// </code>
/// </summary>
internal sealed class GuardedRecords(GuardPool pool, When when)
{
    private RecordGuard? _guard;
    private readonly ReplyBuffer _written = new();
    private readonly List<(int Node, int Start, int Length)> _changed = [];
    private readonly MissingSchemas _missing = new();

    public void Begin()
    {
        _written.Release();
        _changed.Clear();
        _missing.Clear();
    }

    /// <summary>Why the last set was refused, or what was withheld of it; until <see cref="Return"/>.</summary>
    public RecordGuard Reasons => _guard!;

    /// <summary>Schemas have to be asked for; nothing of the frame may go on.</summary>
    public bool IsWaiting => _missing.Any;

    /// <summary>The frame is looked at for the second time: its schemas have been asked for.</summary>
    public bool HasAsked { get; private set; }

    /// <summary>Guards one record set; <see cref="Reasons"/> says why it was refused.</summary>
    public GuardResult Guard(Walk walk, int records, FieldPlan plan, TopicAccess topic, RevealLimit limit = default, FrameQuarantine? quarantine = null)
    {
        var start = _written.Written.Length;
        var missing = HasAsked || pool.Registry is null ? null : _missing;
        var result = (_guard ??= pool.Rent()).Apply(plan, when, walk.Content(records), _written, topic.Counts, missing, limit, quarantine);
        if (result == GuardResult.Changed)
            _changed.Add((records, start, _written.Written.Length - start));
        else
            _written.Truncate(start);
        return result;
    }

    /// <summary>Keeps a record set from passing at all: an empty one takes its place.</summary>
    public void Withhold(int records) => _changed.Add((records, 0, 0));

    /// <summary>A record set that was changed does not pass after all.</summary>
    public void Forget(int records) => _changed.RemoveAll(changed => changed.Node == records);

    /// <summary>Hands the guard back: all sets have been looked at.</summary>
    public void Return()
    {
        _guard?.Count(when, isDone: !IsWaiting);
        if (_guard is not null)
            pool.Return(_guard);
        _guard = null;
        if (!IsWaiting)
            HasAsked = false;
    }

    /// <summary>Hands what was written to the edits; of a frame that waits nothing.</summary>
    public void Apply(Edits edits)
    {
        if (IsWaiting)
            return;
        foreach (var (node, start, length) in _changed)
            edits.SetBytes(node, _written.Written.Slice(start, length));
    }

    /// <summary>Asks for the schemas of a frame that waits; what is not known then is not asked for again before the frame has gone on.</summary>
    public Task LookUpAsync(CancellationToken cancel)
    {
        HasAsked = true;
        return pool.Registry!.LookAsync(_missing.Ids, cancel);
    }
}
