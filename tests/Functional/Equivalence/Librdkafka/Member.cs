using System.Collections.Concurrent;
using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Equivalence.Librdkafka;

/// <summary>
/// One member of a group, that polls on a task of its own until it is closed, and what it was given and had to give back. Its own task
/// alone touches the consumer; what it holds is read from others.
/// </summary>
internal sealed class Member : IDisposable
{
    private readonly Transcript _script;
    private readonly string _name;
    private readonly IConsumer<string?, string?> _consumer;
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<TopicPartition, bool> _held = new();
    private Task _polling = Task.CompletedTask;

    public Member(Transcript script, string group, string name, GroupProtocol protocol, string? instance = null)
    {
        (_script, _name) = (script, name);
        _consumer = Clients.ConsumerBuilder(script, group, config =>
        {
            (config.GroupProtocol, config.GroupInstanceId, config.TopicMetadataRefreshIntervalMs) = (protocol, instance, 1000);
            if (protocol == GroupProtocol.Classic)
                (config.PartitionAssignmentStrategy, config.SessionTimeoutMs, config.HeartbeatIntervalMs) = (PartitionAssignmentStrategy.CooperativeSticky, 30000, 500);
        })
            .SetPartitionsAssignedHandler((_, given) => given.ForEach(each => _held[each] = true))
            .SetPartitionsRevokedHandler((_, taken) =>
            {
                taken.ForEach(each => _held.TryRemove(each.TopicPartition, out bool _));
                if (_held.IsEmpty && !_ending.IsCancellationRequested)
                    Emptied++;
            })
            .SetPartitionsLostHandler((_, lost) =>
            {
                lost.ForEach(each => _held.TryRemove(each.TopicPartition, out bool _));
                Lost += lost.Count;
            })
            .Build();
    }

    public IEnumerable<int> Held => _held.Keys.Select(each => each.Partition.Value);

    /// <summary>How often everything was taken at once, and how many partitions were lost.</summary>
    public int Emptied { get; private set; }

    public int Lost { get; private set; }

    /// <summary>The error that ended it.</summary>
    public ErrorCode? Fatal { get; private set; }

    public void Subscribe(string topic)
    {
        _consumer.Subscribe(topic);
        _polling = Task.Run(Poll);
    }

    public async Task HoldsAsync(int partitions)
    {
        await Eventually.TrueAsync(() => Fatal is not null || _held.Count == partitions, Clients.Patience, $"{_name} to hold {partitions}, not {_held.Count}, partitions");
        _script.Say(Fatal is { } fatal ? $"{_name} was told {fatal}" : $"{_name} holds {partitions}");
    }

    /// <summary>Leaves the group.</summary>
    public async Task CloseAsync()
    {
        await _ending.CancelAsync();
        await _polling;
        await Task.Run(_consumer.Close);
    }

    public void Dispose()
    {
        _ending.Cancel();
        _polling.Wait(Clients.Patience);
        _consumer.Dispose();
        _ending.Dispose();
    }

    private void Poll()
    {
        while (!_ending.IsCancellationRequested && Fatal is null)
        {
            try
            {
                _consumer.Consume(TimeSpan.FromMilliseconds(100));
            }
            catch (KafkaException failure)
            {
                if (failure.Error.IsFatal || failure.Error.Code == ErrorCode.TopicAuthorizationFailed)
                    Fatal = failure.Error.Code;
            }
        }
    }
}
