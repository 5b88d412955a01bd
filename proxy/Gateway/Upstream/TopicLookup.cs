namespace Compliance.Gateway.Upstream;

/// <summary>Asks a cluster for the names of ids and lets <paramref name="into"/> learn what it answers. Never throws.</summary>
internal delegate Task TopicLookup(IReadOnlyList<Guid> ids, Topics into, CancellationToken cancel);
