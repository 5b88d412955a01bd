using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// One fetch session of a broker, as far as rules take part in it: whose it is, and which partitions the client asked for and was
/// denied. The broker never hears of those, so the proxy adds them to every answer, as a broker would.
/// Owner: the connection that uses the session; requests of a session follow each other, so there is no lock.
/// </summary>
internal sealed class FetchSession(string principal, Caller? by = null)
{
    public string Principal { get; } = principal;

    /// <summary>For whom it was decided what it may ask for.</summary>
    public Caller? By { get; } = by;

    /// <summary>Denied topics; a client that names the same one again replaces it.</summary>
    public List<DeniedTopic> Denied { get; } = [];

    public void Deny(DeniedTopic topic)
    {
        Forget(topic.Name, topic.Id, null);
        Denied.Add(topic);
    }

    /// <summary>The client takes partitions (null: all) of a topic out of the session.</summary>
    public void Forget(string? name, Guid id, IReadOnlyCollection<int>? partitions)
    {
        for (var i = Denied.Count - 1; i >= 0; i--)
        {
            var topic = Denied[i];
            if (!topic.Is(name, id))
                continue;
            if (partitions is not null)
                topic.Partitions.RemoveAll(partitions.Contains);
            if (partitions is null || topic.Partitions.Count == 0)
                Denied.RemoveAt(i);
        }
    }
}
