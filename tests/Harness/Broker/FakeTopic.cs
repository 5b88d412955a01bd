namespace Compliance.Harness.Broker;

/// <summary>A topic of the fake cluster. Thread-safe.</summary>
public sealed class FakeTopic(string name, int partitions)
{
    public string Name => name;

    public Guid Id { get; } = Guid.NewGuid();

    public IReadOnlyList<FakePartition> Partitions { get; } = [.. Enumerable.Range(0, partitions).Select(index => new FakePartition(index))];

    public FakePartition? Find(int index) => (uint)index < (uint)Partitions.Count ? Partitions[index] : null;
}
