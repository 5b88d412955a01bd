using Compliance.Harness;
using Confluent.Kafka;

namespace Compliance.Functional.Traffic;

/// <summary>
/// As <see cref="TrafficRun"/>, with Kafka's own clients: the verifiable producer, idempotent and with five requests in flight, and the
/// verifiable consumer, each a process of its own. The producer says of each number at which offset it lies; the topic must hold it there
/// and nowhere else.
/// </summary>
internal sealed class JavaTraffic : ITraffic
{
    private const int GoOn = 100;
    private const int Keys = 24;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private readonly TempFolder _folder;
    private readonly string _road;
    private readonly string _brokers;
    private readonly int _partitions;
    private readonly ToolEvents _producer;
    private readonly ToolEvents _consumer;

    private JavaTraffic(string road, string brokers, string topic, int partitions, TempFolder folder, ToolEvents producer, ToolEvents consumer) =>
        (_road, _brokers, Topic, _partitions, _folder, _producer, _consumer) = (road, brokers, topic, partitions, folder, producer, consumer);

    /// <param name="road">Its name in reports.</param>
    /// <param name="brokers">The brokers themselves, for the last reading.</param>
    /// <param name="bootstrap">Where the clients begin.</param>
    /// <param name="topic">A topic that is there and empty.</param>
    /// <param name="partitions">Of the topic.</param>
    /// <param name="protocol">The group's.</param>
    /// <param name="perSecond">Records a second.</param>
    /// <param name="login">Settings of both clients by which they log in; none: not at all.</param>
    public static async Task<JavaTraffic> StartAsync(string road, string brokers, string bootstrap, string topic, int partitions, GroupProtocol protocol, int perSecond, string login = "")
    {
        const string Patient = "metadata.recovery.strategy=rebootstrap\nreconnect.backoff.max.ms=500\nretry.backoff.max.ms=500\nrequest.timeout.ms=10000\nmetadata.max.age.ms=10000\n";
        var folder = new TempFolder("java");
        var producer = folder.Write("producer.properties", login + Patient + "enable.idempotence=true\nmax.in.flight.requests.per.connection=5\nretries=1000000\ndelivery.timeout.ms=120000\n");
        var consumer = folder.Write("consumer.properties", login + Patient);
        return new JavaTraffic(
            road, brokers, topic, partitions, folder,
            await ToolEvents.StartAsync(
                "kafka-verifiable-producer",
                "--bootstrap-server", bootstrap, "--topic", topic, "--throughput", $"{perSecond}", "--acks", "-1", "--repeating-keys", $"{Keys}", "--command-config", producer),
            await ToolEvents.StartAsync(
                "kafka-verifiable-consumer",
                [
                    "--bootstrap-server", bootstrap, "--topic", topic, "--group-id", topic, "--group-protocol", protocol.ToString().ToUpperInvariant(), "--verbose", "--command-config", consumer,
                    .. protocol == GroupProtocol.Classic ? new[] { "--session-timeout", "10000" } : [],
                ]));
    }

    public string Topic { get; }

    public async Task GoesOnAsync()
    {
        var (acknowledged, read) = (Acknowledged.Count + GoOn, Read.Count + GoOn);
        await WaitAsync(() => Acknowledged.Count >= acknowledged && Read.Count >= read, "to go on");
    }

    public async Task<TrafficReport> FinishAsync()
    {
        await _producer.StopAsync(Patience);
        var acknowledged = Acknowledged;
        var faults = new List<string>(_producer.Named("producer_send_error").Select(e => $"{Topic}: {e.Text("value")} was given up: {e.Text("message")}"));
        var places = acknowledged.Select(e => (e.Partition, e.Offset)).ToHashSet();
        try
        {
            await WaitAsync(() => places.IsSubsetOf(Read.Select(e => (e.Partition, e.Offset))), "to read all that was acknowledged");
        }
        catch (TimeoutException e)
        {
            faults.Add(e.Message);
        }

        await _consumer.StopAsync(Patience);
        var read = Read;
        var again = FindReadFaults(faults);
        var stored = FindStoreFaults(acknowledged, faults);
        if (faults.Count > 0)
            faults.Add($"what the two said last:\n{_producer.Last}\n{_consumer.Last}");
        return new TrafficReport(_road, Topic, stored, read.Count, again, ToolEvents.LongestSilence(acknowledged), ToolEvents.LongestSilence(read), faults);
    }

    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync();
        await _consumer.DisposeAsync();
        _folder.Dispose();
    }

    private IReadOnlyList<ToolEvent> Acknowledged => _producer.Named("producer_send_success");

    private IReadOnlyList<ToolEvent> Read => _consumer.Named("record_data");

    /// <summary>Each partition's offsets come one by one, from where its group had committed when it was given anew.</summary>
    private long FindReadFaults(List<string> faults)
    {
        var (next, anew, again) = (new long[_partitions], new bool[_partitions], 0L);
        foreach (var e in _consumer.All)
        {
            if (e.Name == "partitions_assigned")
                Array.Fill(anew, true);
            if (e.Name != "record_data")
                continue;
            if (e.Offset > next[e.Partition])
                faults.Add($"{Topic} {e.Partition}: passed over the offsets {next[e.Partition]} to {e.Offset - 1}");
            if (e.Offset < next[e.Partition])
            {
                again++;
                if (!anew[e.Partition])
                    faults.Add($"{Topic} {e.Partition}: offset {e.Offset} came again, without cause, behind {next[e.Partition] - 1}");
            }
            else
            {
                anew[e.Partition] = false;
                next[e.Partition] = e.Offset + 1;
            }
        }

        return again;
    }

    /// <summary>Every number lies where its producer was told, once, and each partition's rise. Gives how many lie in each partition.</summary>
    private long[] FindStoreFaults(IReadOnlyList<ToolEvent> acknowledged, List<string> faults)
    {
        var (stored, last) = (new long[_partitions], new long[_partitions]);
        Array.Fill(last, -1);
        var places = acknowledged.ToDictionary(e => (e.Partition, e.Offset), e => e.Number);
        if (places.Count != acknowledged.DistinctBy(e => e.Number).Count())
            faults.Add($"{Topic}: a number was acknowledged twice");
        var isWhole = StoredRecords.Read(_brokers, Topic, _partitions, (partition, offset, text) =>
        {
            if (!places.Remove((partition, offset), out var number) || text != $"{number}")
                faults.Add($"{Topic} {partition}: offset {offset} holds {text}, of which its producer was not told");
            if (number <= last[partition])
                faults.Add($"{Topic} {partition}: {number} at offset {offset} stands behind {last[partition]}");
            last[partition] = number;
            stored[partition]++;
        }, () => stored.Sum() >= acknowledged.Count);
        if (!isWhole)
            faults.Add($"{Topic} can't be read to its end");
        if (places.Count > 0)
            faults.Add($"{Topic}: {places.Count} acknowledged records are not there, the first of them at {places.Keys.First()}");
        return stored;
    }

    private async Task WaitAsync(Func<bool> condition, string what)
    {
        try
        {
            await Eventually.TrueAsync(condition, Patience, $"{_road} {what}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} {Acknowledged.Count} acknowledged, {Read.Count} read.\n{_producer.Last}\n{_consumer.Last}");
        }
    }
}
