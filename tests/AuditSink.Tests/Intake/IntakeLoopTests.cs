using System.Collections.Concurrent;
using Compliance.AuditSink.Intake;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.AuditSink.Tests.Support;
using Compliance.Harness;
using Compliance.Store;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.AuditSink.Tests.Intake;

/// <summary>The loop beside an outlet that fails while the group hands partitions out or takes them back, which happens inside the consumer's own calls.</summary>
public sealed class IntakeLoopTests
{
    [Theory]
    [InlineData("cooperative-sticky")]
    [InlineData("range")]
    public async Task An_outlet_that_can_not_take_a_partition_on_gets_it_again(string strategy)
    {
        using var kafka = new MockKafka();
        var topic = KafkaServer.UniqueName("audit");
        await kafka.SendAsync(topic, Sample.Batch(1, 5));
        var outlet = new FailingOutlet { OpeningsToFail = 2 };

        await RunAsync(kafka, topic, strategy, outlet, until: () => outlet.Taken.Count == 1);

        Assert.Equal([0L], outlet.Taken);
        Assert.True(outlet.Openings > outlet.OpeningsToFail);
    }

    [Theory]
    [InlineData("cooperative-sticky")]
    [InlineData("range")]
    public async Task An_outlet_that_can_not_give_one_back_ends_no_stop(string strategy)
    {
        using var kafka = new MockKafka();
        var topic = KafkaServer.UniqueName("audit");
        await kafka.SendAsync(topic, Sample.Batch(1, 5));
        var outlet = new FailingOutlet { FailsToClose = true };

        await RunAsync(kafka, topic, strategy, outlet, until: () => outlet.Taken.Count == 1);

        Assert.True(outlet.Closings > 0);
    }

    // A client that is told of fewer partitions than it asked about throws an error of its own, in Consume or in the Close of a stop.
    [Fact]
    public void The_group_has_an_answer_for_each_partition_whatever_becomes_of_them()
    {
        var outlet = new FailingOutlet { OpeningsToFail = 1 };
        var settings = new KafkaSettings { Bootstrap = "none", Topic = "audit" };
        var state = new AssignmentState(settings, "group", outlet, new IntakeStatus("test", new SinkMetrics(), TimeProvider.System), NullLogger.Instance, CancellationToken.None);
        List<TopicPartition> partitions = [new("audit", 0), new("audit", 1), new("audit", 2)];

        var answer = state.Take(partitions);

        Assert.Equal(partitions, answer.Select(at => at.TopicPartition));
        Assert.Empty(state.StartedAt);
        Assert.Equal(1, outlet.Openings);
        Assert.Throws<IOException>(state.ThrowIfFailed);
    }

    private static async Task RunAsync(MockKafka kafka, string topic, string strategy, FailingOutlet outlet, Func<bool> until)
    {
        var settings = new KafkaSettings { Bootstrap = kafka.Bootstrap, Topic = topic, Group = topic, Properties = new Dictionary<string, string> { ["partition.assignment.strategy"] = strategy } };
        var status = new IntakeStatus("test", new SinkMetrics(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var loop = Task.Run(() => new IntakeLoop(settings, topic, outlet, status, TimeProvider.System, new Backoff(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(20), Random.Shared), NullLogger.Instance).RunAsync(stop.Token));

        await Eventually.TrueAsync(until, TimeSpan.FromMinutes(3), "the outlet to be fed");
        await stop.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromMinutes(3));
    }

    private sealed class FailingOutlet : IOutlet
    {
        public int OpeningsToFail { get; init; }
        public bool FailsToClose { get; init; }
        public int Openings { get; private set; }
        public int Closings { get; private set; }
        public ConcurrentQueue<long> Taken { get; } = [];
        public bool HasRoom => true;

        public Task<long?> OpenAsync(string topic, int partition, CancellationToken stop) => ++Openings <= OpeningsToFail
            ? throw new IOException("The store is away.")
            : Task.FromResult<long?>(null);

        public Task CloseAsync(int partition)
        {
            Closings++;
            return FailsToClose ? throw new IOException("The store is away.") : Task.CompletedTask;
        }

        public void Take(int partition, long offset, long time, byte[]? value) => Taken.Enqueue(offset);

        public ValueTask WorkAsync(bool all, CancellationToken stop) => ValueTask.CompletedTask;

        public IEnumerable<(int Partition, long Next)> Moved() => [];
    }
}
