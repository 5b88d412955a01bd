namespace Compliance.Gateway.Pipeline.Witnessing;

/// <summary>
/// The topics that one connection reads for share groups: a request names those alone that are new to its session, or of which it acknowledges
/// records. It outlives a swap of the plan, as the broker's session does. Owner: the RequestLoop. Bounded: one more, and any of them may be meant.
/// </summary>
internal sealed class ShareTopics
{
    private const int Most = 1024;

    private readonly Dictionary<string, TopicAccess> _topics = new(Utf8Names.Comparer);
    private bool _isCut;

    public void Add(string name)
    {
        if (_topics.ContainsKey(name))
            return;
        if (_topics.Count == Most)
            _isCut = true;
        else
            _topics.Add(name, new TopicAccess { Name = name });
    }

    public bool Any(Func<TopicAccess, bool> holds)
    {
        if (_isCut)
            return true;
        foreach (var topic in _topics.Values)
        {
            if (holds(topic))
                return true;
        }

        return false;
    }
}
