namespace Compliance.Gateway.Pipeline;

/// <summary>
/// The topics of one exchange, each once, in order of appearance; the instances stay for the next exchange. Few topics are searched one
/// by one, many by an index, so that a request that names ten thousand costs no more for each than one that names ten. Not thread-safe.
/// </summary>
internal sealed class TopicList
{
    /// <summary>Instances kept for reuse, and the number up to which a search needs no index.</summary>
    private const int Few = 16;

    private readonly List<TopicAccess> _all = [];
    private readonly Dictionary<string, TopicAccess> _byName = new(Utf8Names.Comparer);
    private readonly Dictionary<Guid, TopicAccess> _byId = [];
    private readonly Dictionary<string, TopicAccess>.AlternateLookup<ReadOnlySpan<byte>> _byUtf8;
    private int _indexed;

    public TopicList()
    {
        _byUtf8 = _byName.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count { get; private set; }

    public TopicAccess this[int index] => _all[index];

    public TopicAccess Add()
    {
        if (Count == _all.Count)
            _all.Add(new TopicAccess());
        return _all[Count++];
    }

    /// <summary>The entry of a topic by its id or, where the version has none, its name; null: not there yet.</summary>
    public TopicAccess? Find(Guid id, ReadOnlySpan<byte> name)
    {
        if (Count > Few)
            return FindIndexed(id, name);
        for (var i = 0; i < Count; i++)
        {
            var topic = _all[i];
            if (id != Guid.Empty ? topic.Id == id : topic.Name is { } known && Utf8Names.Comparer.Equals(name, known))
                return topic;
        }

        return null;
    }

    public void Clear()
    {
        for (var i = 0; i < Math.Min(Count, Few); i++)
            _all[i].Clear();
        if (_all.Count > Few)
            _all.RemoveRange(Few, _all.Count - Few);
        if (_indexed > 0)
        {
            _byName.Clear();
            _byId.Clear();
        }

        Count = 0;
        _indexed = 0;
    }

    private TopicAccess? FindIndexed(Guid id, ReadOnlySpan<byte> name)
    {
        for (; _indexed < Count; _indexed++)
        {
            var topic = _all[_indexed];
            if (topic.Id != Guid.Empty)
                _byId[topic.Id] = topic;
            if (topic.Name is { } known)
                _byName[known] = topic;
        }

        return id != Guid.Empty ? _byId.GetValueOrDefault(id) : _byUtf8.TryGetValue(name, out var found) ? found : null;
    }
}
