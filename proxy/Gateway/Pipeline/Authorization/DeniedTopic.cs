using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>A topic of a fetch that was denied, by name or (from v13 on) by id, with the error its partitions answer with.</summary>
internal sealed record DeniedTopic(string? Name, Guid Id, List<int> Partitions, KafkaError Error)
{
    public bool Is(string? name, Guid id) => id != Guid.Empty ? Id == id : Name == name;
}
