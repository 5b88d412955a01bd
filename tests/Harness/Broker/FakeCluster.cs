using System.Collections.Concurrent;

namespace Compliance.Harness.Broker;

/// <summary>
/// A Kafka cluster within the test process, over real sockets: one or more <see cref="FakeBroker"/>s that share topics. It answers
/// enough for a plain producer and an assigned consumer; anything else, or any other answer, is scripted per broker. Thread-safe.
/// <code>
/// await using var cluster = await FakeCluster.StartAsync(brokers: 2);
/// cluster.Brokers[0].Script(0, FakeAnswer.Close);          // the next Produce there ends the connection
/// </code>
/// </summary>
public sealed class FakeCluster : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, FakeTopic> _topics = new(StringComparer.Ordinal);
    private long _lastProducerId = 1000;

    private FakeCluster(IReadOnlyDictionary<string, string> users) => Users = users;

    public string ClusterId { get; } = "fake-cluster-of-the-tests";

    public IReadOnlyList<FakeBroker> Brokers { get; private set; } = [];

    /// <summary>Name and password of whom SASL/PLAIN lets in. Empty, and no <see cref="Tokens"/>: nobody has to log in.</summary>
    public IReadOnlyDictionary<string, string> Users { get; }

    /// <summary>Whose token it is, for SASL/OAUTHBEARER; null for one that is not taken. Null itself: no token is.</summary>
    public Func<string, string?>? Tokens { get; set; }

    /// <summary>How long a login lasts, as connections.max.reauth.ms; null: as long as its connection.</summary>
    public TimeSpan? LoginLifetime { get; set; }

    /// <summary>By which logins end.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    internal bool AsksWhoComes => Users.Count > 0 || Tokens is not null;

    public string BootstrapServers => string.Join(',', Brokers.Select(broker => $"127.0.0.1:{broker.Port}"));

    public IEnumerable<FakeTopic> Topics => _topics.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal);

    public static async Task<FakeCluster> StartAsync(int brokers = 1, IReadOnlyDictionary<string, string>? users = null)
    {
        var cluster = new FakeCluster(users ?? new Dictionary<string, string>());
        cluster.Brokers = [.. Enumerable.Range(1, brokers).Select(node => new FakeBroker(cluster, node))];
        foreach (var broker in cluster.Brokers)
            await broker.StartAsync();
        return cluster;
    }

    /// <summary>Makes a topic, or gives the one there is.</summary>
    public FakeTopic Topic(string name, int partitions = 1) => _topics.GetOrAdd(name, _ => new FakeTopic(name, partitions));

    public FakeTopic? Find(string name) => _topics.GetValueOrDefault(name);

    public FakeTopic? Find(Guid id) => _topics.Values.FirstOrDefault(topic => topic.Id == id);

    /// <summary>Partition n is led by the n-th broker, round and round.</summary>
    public FakeBroker LeaderOf(int partition) => Brokers[partition % Brokers.Count];

    /// <summary>Every group and transactional id has the first broker for its coordinator.</summary>
    public FakeBroker Coordinator => Brokers[0];

    public long NextProducerId() => Interlocked.Increment(ref _lastProducerId);

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in Brokers)
            await broker.DisposeAsync();
    }
}
