using System.Collections.Concurrent;

namespace Compliance.Gateway.Upstream;

/// <summary>The two generations of <see cref="Topics"/>, swapped as one.</summary>
internal sealed record TopicGenerations(ConcurrentDictionary<Guid, TopicEntry> Young, ConcurrentDictionary<Guid, TopicEntry> Old);
