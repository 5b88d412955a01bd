using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline;

/// <summary>
/// Notes the topics of an exchange, each once, with the name behind an id. One per session; both loops use it, for different exchanges.
/// <paramref name="plans"/> is null on a route without rules.
/// </summary>
internal sealed class TopicCatalog(Topics topics, TopicPlans? plans)
{
    /// <summary>The entry of a topic element (a struct with a topic's name or id, or a bare name) of a request or an answer.</summary>
    public TopicAccess Note(Exchange exchange, Walk walk, int element)
    {
        var nameNode = walk.Nodes[element].Kind == NodeKind.Value ? element : EntryName.WithRole(walk, element, FieldRole.TopicName);
        var name = nameNode < 0 ? default : walk.Utf8(nameNode);
        var idNode = walk.Nodes[element].Kind == NodeKind.Value ? -1 : EntryName.WithRole(walk, element, FieldRole.TopicId);
        var id = idNode < 0 ? Guid.Empty : walk.Uuid(idNode);
        if (exchange.Topics.Find(id, name) is { } known)
            return known;
        var topic = exchange.Topics.Add();
        topic.Id = id;
        topic.Name = NameOf(id, name);
        return topic;
    }

    /// <summary>
    /// Whether a topic element has an id and a name, and they are not known to be one topic's. A broker goes by the id: rules that went by
    /// the name would decide about another topic.
    /// </summary>
    public bool Contradicts(Walk walk, int element)
    {
        if (walk.Nodes[element].Kind == NodeKind.Value)
            return false;
        var idNode = EntryName.WithRole(walk, element, FieldRole.TopicId);
        var nameNode = EntryName.WithRole(walk, element, FieldRole.TopicName);
        if (idNode < 0 || nameNode < 0 || walk.Nodes[nameNode].Length == 0 || walk.Uuid(idNode) is var id && id == Guid.Empty)
            return false;
        return !topics.TryName(id, out var known) || !Utf8Names.Comparer.Equals(walk.Utf8(nameNode), known);
    }

    /// <summary>The name of a topic element that has an id alone; null: it has none, or nobody knows whose it is.</summary>
    public string? NameBehind(Walk walk, int element) =>
        EntryName.WithRole(walk, element, FieldRole.TopicId) is var id and >= 0 && topics.TryName(walk.Uuid(id), out var name) ? name : null;

    /// <summary>What the session's caller may do with a topic; null without rules, or while nobody knows the topic's name.</summary>
    public TopicPlan? PlanOf(TopicAccess topic) => topic.Name is { } name ? plans?.Of(name) : null;

    /// <summary>What the reader has left to see in clear of a topic with that plan.</summary>
    public RevealLimit LimitOf(TopicPlan plan) => plans?.LimitOf(plan) ?? default;

    /// <summary>The break-glass grants that are open to the caller now; null: none.</summary>
    public OpenedNow? Opened => plans?.Opened;

    /// <summary>What the policies say of the audit of a topic, or (null) of what names none.</summary>
    public AuditModes ModesOf(TopicAccess? topic) => (topic is null ? null : PlanOf(topic)?.Audit) ?? plans?.Audit ?? AuditModes.None;

    /// <summary>Notes every topic that a request names.</summary>
    public void NoteAll(Exchange exchange, Walk walk)
    {
        foreach (var name in walk.WithRole(FieldRole.TopicName))
        {
            if (walk.Nodes[name].Kind == NodeKind.Value && !TopicCursor.IsSealed(walk.Utf8(name)))
                Note(exchange, walk, walk.Nodes[walk.Nodes[name].Parent].Kind == NodeKind.Array ? name : walk.Nodes[name].Parent);
        }

        foreach (var id in walk.WithRole(FieldRole.TopicId))
            Note(exchange, walk, walk.Nodes[id].Parent);
    }

    private string? NameOf(Guid id, ReadOnlySpan<byte> name)
    {
        if (!name.IsEmpty)
            return plans?.Of(name).Name ?? Utf8Names.Comparer.Create(name);
        return topics.TryName(id, out var known) ? known : null;
    }
}
