using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>
/// One road under steady traffic: a <see cref="NumberedProducer"/> and a <see cref="NumberedGroup"/> on a topic of their own. At the end
/// the topic is read once more, straight from the brokers, and must hold each number once and in order.
/// </summary>
internal sealed class TrafficRun : ITraffic
{
    private const int GoOn = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly string _road;
    private readonly string _brokers;
    private readonly Numbers _numbers;
    private readonly NumberedProducer _producer;
    private readonly NumberedGroup _group;

    /// <param name="road">Its name in reports.</param>
    /// <param name="brokers">The brokers themselves, for the last reading.</param>
    /// <param name="topic">A topic that is there and empty.</param>
    /// <param name="partitions">Of the topic.</param>
    /// <param name="producer">How the producer reaches the cluster.</param>
    /// <param name="consumer">How the group does.</param>
    /// <param name="perSecond">Records a second.</param>
    /// <param name="numbers">What the records hold; <see cref="Numbers.Plain"/>, if left out.</param>
    /// <param name="give">Gives a client that logs in by tokens one, whenever it asks.</param>
    public TrafficRun(string road, string brokers, string topic, int partitions, ProducerConfig producer, ConsumerConfig consumer, int perSecond, Numbers? numbers = null, Action<IClient>? give = null)
    {
        (_road, _brokers, Topic, _numbers) = (road, brokers, topic, numbers ?? Numbers.Plain);
        _producer = new NumberedProducer(producer, topic, partitions, perSecond, _numbers, give);
        _group = new NumberedGroup(consumer, topic, _numbers, give);
    }

    public string Topic { get; }

    /// <summary>Waits until a hundred more records were acknowledged and as many read.</summary>
    public async Task GoesOnAsync()
    {
        var (acknowledged, read) = (_producer.Acknowledged + GoOn, _group.Count + GoOn);
        try
        {
            await Eventually.TrueAsync(() => _producer.Acknowledged >= acknowledged && _group.Count >= read, Patience, $"{_road} to go on");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {_producer.Acknowledged} of {acknowledged} acknowledged, {_group.Count} of {read} read. {string.Join('\n', _group.Faults.Take(5))}");
        }
    }

    public async Task<TrafficReport> FinishAsync()
    {
        await _producer.StopAsync();
        var written = _producer.Written.Sum();
        var faults = new List<string>(_producer.Failures);
        try
        {
            await Eventually.TrueAsync(() => _group.Count >= written - _producer.Failures.Count, Patience, "the group to read all");
        }
        catch (TimeoutException)
        {
            faults.Add($"the group read {_group.Count} of {written}");
        }
        faults.AddRange(_group.Faults);
        faults.AddRange(StoredNumbers.Faults(_brokers, Topic, _producer.Written, _numbers));
        if (faults.Count > 0)
            faults.Add($"the producer's log:\n{_producer.Log}");
        return new TrafficReport(_road, Topic, _producer.Written, _group.Count + _group.Again, _group.Again, _producer.LongestSilence, _group.LongestSilence, faults);
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _group.DisposeAsync();
    }
}
