using System.Globalization;
using System.Text;
using Compliance.Functional.BadInput;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Confluent.Kafka;
using Xunit;

namespace Compliance.Functional.BadDays;

/// <summary>
/// Clients who do not read what they asked for, and clients who do not send what they began, many at once: one budget bounds what they make
/// the proxy hold, a time-out ends them, and others are served meanwhile.
/// </summary>
[Collection(Crowd.Name)]
public sealed class SlowClientTests(ITestOutputHelper output)
{
    private const short Produce = 0;
    private const short Fetch = 1;
    private const short InitProducerId = 22;
    private const int Slow = 60;
    private const int AnswerBytes = 8 << 20;

    /// <summary>The budget, and what the frames that were let in grow to while they are edited.</summary>
    private const long MostBytes = 400L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task Clients_who_never_read_are_ended_in_time_and_take_no_more_than_the_budget()
    {
        // Given answers of 8 MiB in which every record is masked, 64 MiB of budget, and a client who has nothing to do with it,
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster);
        await FillAsync(cluster, proxy);
        var before = proxy.ResidentBytes;
        using var bystander = await RawClient.ConnectAsync(proxy.Port);

        // when sixty clients ask for one and do not read it,
        var slow = new List<RawClient>();
        for (var i = 0; i < Slow; i++)
        {
            slow.Add(await RawClient.ConnectAsync(proxy.Port, receiveBuffer: 4096));
            await slow[^1].SendFrameAsync(slow[^1].Request(FetchAll()));
        }

        // then all of them are ended, the bystander is served meanwhile, and the memory stays bounded.
        await ServeUntilAsync(bystander, async () => await CountAsync(proxy, "slowReader") + await CountAsync(proxy, "buffersExhausted") == Slow, "the end of those who do not read");
        Report(proxy, before);
        using var reader = await RawClient.ConnectAsync(proxy.Port);
        var answer = await reader.AskAsync(FetchAll());
        Assert.InRange(answer.Structs("Responses")[0].Structs("Partitions")[0].Get<byte[]>("Records").Length, AnswerBytes / 2, AnswerBytes * 2);
        slow.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Clients_who_never_finish_a_request_are_ended_in_time_and_take_no_more_than_the_budget()
    {
        await using var cluster = await FakeCluster.StartAsync();
        await using var proxy = await StartAsync(cluster);
        var before = proxy.ResidentBytes;
        using var bystander = await RawClient.ConnectAsync(proxy.Port);

        // When sixty clients begin a Produce of 8 MiB, and go on a byte at a time,
        var start = new byte[4 + 64];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(start, AnswerBytes);
        using var writer = new RawClient();
        writer.Header(Produce, 7).CopyTo(start.AsSpan(4));
        var slow = new List<RawClient>();
        for (var i = 0; i < Slow; i++)
        {
            slow.Add(await RawClient.ConnectAsync(proxy.Port));
            await slow[^1].SendAsync(start);
        }

        using var stop = new CancellationTokenSource();
        var dripping = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(200);
                foreach (var client in slow)
                    await client.SendAsync(new byte[1]).ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        });

        // then all of them are ended, the bystander is served meanwhile, and the memory stays bounded.
        await ServeUntilAsync(bystander, async () => await CountAsync(proxy, "slowWriter") + await CountAsync(proxy, "buffersExhausted") == Slow, "the end of those who do not finish");
        Report(proxy, before);
        await stop.CancelAsync();
        await dripping;
        slow.ForEach(client => client.Dispose());
    }

    private void Report(ProxyProcess proxy, long before)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Slow} clients of {AnswerBytes >> 20} MiB each, budget 64 MiB: {before >> 20} MiB resident before, {proxy.PeakBytes >> 20} MiB at most"));
        Assert.InRange(proxy.PeakBytes - before, 0, MostBytes);
    }

    private static Task<ProxyProcess> StartAsync(FakeCluster cluster)
    {
        var watched = ProxySettings.Watched(cluster.BootstrapServers).With("{maxFrameBytes: 16MiB, maxBufferedBytes: 64MiB, stallTimeout: 2s, frameTimeout: 2s, bufferTimeout: 10s, maxBatchBytes: 16MiB}");
        var policy = watched.Files["policies/open.yaml"] + """

            classes:
              card: {find: [{topics: "big", path: $.card}]}
            protect:
              - {id: P1, class: card, when: consume, do: {mask: {keepLast: 4, fill: "*"}}}
            """;
        return ProxyProcess.StartAsync(watched with { Files = new Dictionary<string, string> { ["policies/open.yaml"] = policy } });
    }

    private static async Task FillAsync(FakeCluster cluster, ProxyProcess proxy)
    {
        cluster.Topic("big");
        var value = $$"""{"card":"4111111111111111","text":"{{new string('x', 500_000)}}"}""";
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = proxy.Bootstrap }).SetLogHandler((_, _) => { }).Build();
        for (var i = 0; i < AnswerBytes / value.Length + 1; i++)
            await producer.ProduceAsync("big", new Message<Null, byte[]> { Value = Encoding.UTF8.GetBytes(value) });
    }

    private static Message FetchAll()
    {
        var request = new Message(ApiTable.Find(Fetch)!.Request(11)) { ["MaxBytes"] = AnswerBytes, ["MinBytes"] = 1, ["MaxWaitMs"] = 100, ["SessionEpoch"] = -1, ["ReplicaId"] = -1 };
        var topic = request.Add("Topics");
        topic["Topic"] = "big";
        var partition = topic.Add("Partitions");
        partition["PartitionMaxBytes"] = AnswerBytes;
        return request;
    }

    private static Task ServeUntilAsync(RawClient bystander, Func<Task<bool>> end, string what) => Eventually.TrueAsync(
        async () =>
        {
            await bystander.AskAsync(new Message(ApiTable.Find(InitProducerId)!.Request(1)) { ["TransactionTimeoutMs"] = 1000 });
            return await end();
        },
        Patience, what);

    /// <summary>Connections that the proxy has ended for a reason.</summary>
    private static async Task<int> CountAsync(ProxyProcess proxy, string kind)
    {
        using var http = new HttpClient { BaseAddress = proxy.Admin };
        var line = (await http.GetStringAsync("/metrics")).Split('\n').FirstOrDefault(line => line.StartsWith("compliance_proxy_connections_ended_total", StringComparison.Ordinal) && line.Contains($"\"{kind}\"", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }
}
