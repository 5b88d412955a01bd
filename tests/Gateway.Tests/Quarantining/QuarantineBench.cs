using Compliance.Gateway.Quarantining;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness.Broker;
using Compliance.Kafka.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Gateway.Tests.Quarantining;

/// <summary>A broker in the process, and a writer to its quarantine topics, patient unless a test asks for another.</summary>
internal sealed class QuarantineBench : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public QuarantineMetrics Metrics { get; } = new("main");

    public FakeCluster Cluster { get; private set; } = null!;

    public QuarantineWriter Writer { get; private set; } = null!;

    /// <summary>What stands in the quarantine topic.</summary>
    public List<TestRecord> Copies => Cluster.Find(QuarantinePolicy.Topic) is { } topic ? TestBatch.Read(topic.Partitions[0].Bytes) : [];

    public async ValueTask StartAsync()
    {
        Cluster = await FakeCluster.StartAsync();
        Writer = MakeWriter(LimitsPlan.Default with { QuarantineTimeout = Patience });
    }

    public QuarantineWriter MakeWriter(LimitsPlan limits) => new(Plan(Cluster), limits, TimeProvider.System, NullLogger.Instance, Metrics);

    public static ClusterPlan Plan(FakeCluster cluster) => new("main", [new BrokerAddress("127.0.0.1", cluster.Brokers[0].Port)]);

    /// <summary>What the producer is told of the only partition of its request.</summary>
    public static Message Refusal(Step step) => step.Reply.Structs("Responses")[0].Structs("PartitionResponses")[0];

    public async ValueTask DisposeAsync()
    {
        Writer.Dispose();
        await Cluster.DisposeAsync();
    }
}
