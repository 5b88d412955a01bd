using Compliance.Gateway.Tests.Fakes;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>
/// A request goes to the broker of its connection once, behind those before it, or not at all; its answer goes to whom it is due. That is
/// all a producer needs to know to send again what was not answered: the proxy itself sends nothing a second time and holds nothing over.
/// </summary>
public sealed class OnceInOrderTests
{
    private const int Connections = 150;
    private const int MostRequests = 30;
    private const string Topic = "payments.eu";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Whatever_breaks_each_request_reaches_the_broker_once_at_most_and_in_order()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port);

        var clients = await RunAsync(cluster, () => proxy.ConnectAsync());
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' ends");

        // As they came, byte for byte.
        foreach (var arrived in AssertOnceInOrder(cluster, clients))
            Assert.Equal(Request(arrived.CorrelationId)[4..], arrived.Frame);
    }

    [Fact]
    public async Task So_it_is_where_a_rule_changes_each_of_them()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await GovernedProxy.StartAsync(cluster.BootstrapServers);

        var clients = await RunAsync(cluster, () => proxy.ConnectAsync("till"));
        await Eventually.TrueAsync(() => proxy.Sessions.Count == 0, Patience, "the sessions' ends");

        foreach (var arrived in AssertOnceInOrder(cluster, clients))
            Assert.NotEqual(Request(arrived.CorrelationId)[4..], arrived.Frame);
    }

    /// <summary>
    /// Client after client sends requests without waiting, and something breaks, or nothing does. Gives, client by client, how many requests
    /// it has sent and the answers that it has read.
    /// </summary>
    private static async Task<List<(int Sent, List<Message> Answers)>> RunAsync(FakeCluster cluster, Func<Task<RawClient>> connect)
    {
        cluster.Topic(Topic);
        var broker = cluster.Brokers[0];
        var random = new Random(4);
        var clients = new List<(int, List<Message>)>();
        for (var number = 0; number < Connections; number++)
        {
            using var client = await connect();
            var count = random.Next(1, MostRequests);
            var requests = Enumerable.Range(0, count).Select(i => Request(Id(number, i))).ToList();
            var breaks = random.Next(8);

            // The broker ends it: instead of doing what it is asked, in the midst of an answer, having done it; or the client does, in the midst of a request.
            if (breaks < 3)
                broker.Script(Frames.Produce, [.. Enumerable.Repeat(FakeAnswer.After(Task.CompletedTask), random.Next(count)), Broken(breaks)]);
            if (breaks == 3)
                requests[^1] = requests[^1][..random.Next(1, requests[^1].Length)];
            foreach (var burst in requests.Chunk(random.Next(1, count + 1)))
                await TrySendAsync(client, burst);
            if (breaks is 3 or 4)
                client.CloseSend();
            if (breaks == 5)
                await broker.StopAsync();
            clients.Add((breaks == 3 ? count - 1 : count, breaks == 6 ? [] : await ReadAsync(client, Id(number, 0), count)));
            if (breaks == 5)
                await broker.StartAsync();
        }

        return clients;
    }

    /// <summary>Gives the requests that have reached the broker.</summary>
    private static List<FakeRequest> AssertOnceInOrder(FakeCluster cluster, List<(int Sent, List<Message> Answers)> clients)
    {
        var stored = TestBatch.Values(cluster.Find(Topic)!.Partitions[0].Bytes).ConvertAll(value => value!.Split('"')[3]);
        var arrived = cluster.Brokers[0].Requests.Where(request => request is { ApiKey: Frames.Produce, ClientId: "t" }).ToList();

        // What came over a connection is what one client sent, from its first request on, each once and in its order; and nobody's came over two.
        var connections = arrived.GroupBy(request => request.Connection).Select(connection => connection.Select(request => request.CorrelationId).ToList()).ToList();
        Assert.All(connections, ids => Assert.Equal(Enumerable.Range(0, ids.Count).Select(i => Id(ids[0] / MostRequests, i)), ids));
        Assert.All(connections, ids => Assert.InRange(ids.Count, 1, clients[ids[0] / MostRequests].Sent));
        Assert.Equal(connections.Count, connections.DistinctBy(ids => ids[0]).Count());
        Assert.Equal(stored.Count, stored.Distinct().Count());

        // What a client was told is what became of its own requests, from the first on.
        for (var number = 0; number < clients.Count; number++)
        {
            foreach (var (i, answer) in clients[number].Answers.Index())
            {
                var told = answer.Structs("Responses")[0].Structs("PartitionResponses")[0];
                Assert.Equal((short)0, told["ErrorCode"]);
                Assert.Equal(Value(Id(number, i)), stored[(int)told.Get<long>("BaseOffset")]);
            }
        }

        // And there were answers, and requests that had none.
        Assert.InRange(clients.Sum(client => client.Answers.Count), 1, arrived.Count);
        Assert.InRange(arrived.Count, 1, clients.Sum(client => client.Sent) - 1);
        return arrived;
    }

    private static int Id(int client, int request) => (client * MostRequests) + request;

    private static string Value(int id) => $"id-{id}";

    private static FakeAnswer Broken(int way) => way switch
    {
        0 => FakeAnswer.Close,
        1 => FakeAnswer.Bytes([0, 0, 0, 60, 0, 0], ends: true),
        _ => FakeAnswer.Lost,
    };

    /// <summary>A Produce of one record that holds its correlation id, and a field that the rules drop.</summary>
    private static byte[] Request(int id)
    {
        var body = new Message(ApiTable.Find(Frames.Produce)!.Request(9)) { ["Acks"] = (short)-1, ["TimeoutMs"] = 1000 };
        var topic = body.Add("TopicData");
        topic["Name"] = Topic;
        topic.Add("PartitionData")["Records"] = TestBatch.Of($$"""{"id":"{{Value(id)}}","code":"123"}""");
        return Frames.Request(Frames.Produce, 9, id, body.Encode());
    }

    private static async Task TrySendAsync(RawClient client, byte[][] frames)
    {
        try
        {
            await client.SendAsync(frames);
        }
        catch (IOException)
        {
            // It has broken already.
        }
    }

    /// <summary>Answers up to a number, or until the connection ends. Their correlation ids run on from the first's.</summary>
    private static async Task<List<Message>> ReadAsync(RawClient client, int first, int count)
    {
        var answers = new List<Message>();
        var api = ApiTable.Find(Frames.Produce)!;
        while (answers.Count < count && await client.ReadAsync() is { } frame)
        {
            Assert.Null(ResponseHeaderView.Read(frame, api, 9, out var header));
            Assert.Equal(first + answers.Count, header.CorrelationId);
            var walk = new Walk();
            Assert.Null(walk.Read(api.Response(9), frame.AsMemory(header.BodyOffset)));
            answers.Add(Message.Decode(walk));
        }

        return answers;
    }
}
