using System.Text;
using Compliance.Functional.Proxies;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Functional.BadInput;

/// <summary>
/// Bytes that are no Kafka request: the connection is closed, a log line says why, and a client beside it, connected all the while,
/// is served on.
/// </summary>
public sealed class BadFrameTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // A name that the bad bytes carry: no log may repeat what a client sent.
    private const string Canary = "canary-7f3a91";

    public static TheoryData<string, byte[], string> Frames() => new()
    {
        { "a frame of two gigabytes", [0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 1], "longer than the bound" },
        { "a frame of negative length", [0xff, 0xff, 0xff, 0xff, 0, 3, 0, 1], "negative" },
        { "a frame shorter than a header", [0, 0, 0, 2, 0, 3], "short" },
        { "TLS on a plain port", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xfc, 0x03, 0x03], "TLS" },
        { "an HTTP request", Encoding.ASCII.GetBytes($"GET /{Canary} HTTP/1.1\r\nHost: {Canary}\r\n\r\n"), "HTTP" },
        { "an API that nobody knows", Framed([0x7f, 0x00, 0, 0, 0, 0, 0, 1, 0xff, 0xff]), "none that a broker serves" },
        { "a version that nobody knows", Framed([0, 3, 0, 99, 0, 0, 0, 1, 0xff, 0xff, 0]), "outside of what ApiVersions offered" },
        { "a count larger than the frame", Framed([0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff]), "more elements announced" },
        { "a name longer than the frame", Framed([0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 0, 1, 0x7f, 0xff, .. Encoding.ASCII.GetBytes(Canary)]), "ends inside a field" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public async Task It_ends_its_own_connection_with_a_cause_and_harms_nobody_else(string what, byte[] bytes, string cause)
    {
        await using var scene = await Scene.StartAsync();

        // When the bytes arrive
        using var bad = await RawClient.ConnectAsync(scene.Proxy.Port);
        await bad.SendAsync(bytes);

        // Then their connection ends, and the log says why without repeating them
        Assert.True(await bad.IsClosedAsync(), $"{what}: the connection is still open.\n{scene.Proxy.Log}");
        await scene.LogsAsync(cause);
        Assert.DoesNotContain(Canary, scene.Proxy.Log, StringComparison.Ordinal);
        await scene.BystanderIsServedAsync();
    }

    [Fact]
    public async Task A_frame_that_breaks_off_ends_quietly()
    {
        await using var scene = await Scene.StartAsync();

        using var bad = await RawClient.ConnectAsync(scene.Proxy.Port);
        await bad.SendAsync(new byte[] { 0, 0, 1, 0, 0, 3, 0, 1 });
        bad.EndSending();

        Assert.True(await bad.IsClosedAsync());
        await scene.LogsAsync("inside a frame");
        await scene.BystanderIsServedAsync();
    }

    [Fact]
    public async Task ApiVersions_of_an_unknown_version_is_answered_as_Kafka_does()
    {
        await using var scene = await Scene.StartAsync();
        using var client = await RawClient.ConnectAsync(scene.Proxy.Port);

        await client.SendFrameAsync([.. client.Header(18, 99, flexible: true), 0]);
        var answer = RawClient.Answer((await client.ReadFrameAsync())!, ApiTable.Find(18)!, 0);

        Assert.Equal((short)35, answer["ErrorCode"]);
        var only = Assert.Single(answer.Structs("ApiKeys"));
        Assert.Equal((short)18, only["ApiKey"]);
        // And the connection goes on.
        Assert.Equal((short)0, (await client.AskAsync(new Message(ApiTable.Find(18)!.Request(0))))["ErrorCode"]);
    }

    [Fact]
    public async Task ApiVersions_above_the_brokers_last_is_answered_with_the_brokers_range()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Brokers[0].Offer(18, 0, 2);
        await using var proxy = await ProxyProcess.StartAsync(ProxySettings.Open(cluster.BootstrapServers));
        await Eventually.TrueAsync(() => proxy.Log.Contains("answers: 1 brokers", StringComparison.Ordinal), Patience, "the cluster to be seen");
        using var client = await RawClient.ConnectAsync(proxy.Port);

        await client.SendFrameAsync(client.Request(new Message(ApiTable.Find(18)!.Request(4)) { ["ClientSoftwareName"] = "raw", ["ClientSoftwareVersion"] = "1" }));
        var answer = RawClient.Answer((await client.ReadFrameAsync())!, ApiTable.Find(18)!, 0);

        Assert.Equal(((short)35, (short)2), (answer["ErrorCode"], answer.Structs("ApiKeys").Single()["MaxVersion"]));
        Assert.DoesNotContain(cluster.Brokers[0].Requests, request => request is { ApiKey: 18, Version: > 2 });
    }

    [Fact]
    public async Task Random_bytes_neither_end_the_proxy_nor_fill_its_memory()
    {
        await using var scene = await Scene.StartAsync();
        var random = new Random(4711);
        var before = scene.Proxy.ResidentBytes;

        // Half of them are framed, with a header that is right, so that they get as far as the body.
        for (var i = 0; i < 400; i++)
        {
            using var bad = await RawClient.ConnectAsync(scene.Proxy.Port);
            var bytes = new byte[random.Next(1, 4000)];
            random.NextBytes(bytes);
            if (i % 2 == 0)
            {
                var api = ApiTable.Rows[random.Next(ApiTable.Rows.Count)];
                var version = (short)random.Next(api.MinVersion, api.MaxVersion + 1);
                bytes = Framed([.. bad.Header(api.Key, version, api.RequestHeaderVersion(version) == 2), .. bytes]);
            }
            await bad.SendAsync(bytes);
            bad.EndSending();
            while (await bad.ReadFrameAsync() is not null)
            {
            }
        }

        await scene.BystanderIsServedAsync();
        var grown = scene.Proxy.ResidentBytes - before;
        Assert.True(grown < 200 << 20, $"The proxy has grown by {grown >> 20} MiB.");
    }

    [Fact]
    public async Task Many_clients_that_announce_large_frames_and_send_little_do_not_fill_the_memory()
    {
        await using var scene = await Scene.StartAsync();
        var before = scene.Proxy.ResidentBytes;
        var waiting = new List<RawClient>();
        try
        {
            // Given 100 clients that each announce 100 MB and send the first kilobyte
            for (var i = 0; i < 100; i++)
            {
                var client = await RawClient.ConnectAsync(scene.Proxy.Port);
                waiting.Add(client);
                await client.SendAsync(new byte[] { 0x06, 0x40, 0, 0 });
                await client.SendAsync(new byte[1024]);
            }

            await scene.BystanderIsServedAsync();
            var grown = scene.Proxy.ResidentBytes - before;
            Assert.True(grown < 150 << 20, $"The proxy has grown by {grown >> 20} MiB for 100 KB.");
        }
        finally
        {
            waiting.ForEach(client => client.Dispose());
        }
    }

    private static byte[] Framed(byte[] content) => [(byte)(content.Length >> 24), (byte)(content.Length >> 16), (byte)(content.Length >> 8), (byte)content.Length, .. content];

    /// <summary>A proxy before a fake broker, and a client that was connected before anything bad came.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly FakeCluster _cluster;
        private readonly RawClient _bystander;

        private Scene(FakeCluster cluster, ProxyProcess proxy, RawClient bystander) => (_cluster, Proxy, _bystander) = (cluster, proxy, bystander);

        public ProxyProcess Proxy { get; }

        public static async Task<Scene> StartAsync()
        {
            var cluster = await FakeCluster.StartAsync();
            cluster.Topic("t");
            var proxy = await ProxyProcess.StartAsync(ProxySettings.Watched(cluster.BootstrapServers));
            var scene = new Scene(cluster, proxy, await RawClient.ConnectAsync(proxy.Port));
            await scene.BystanderIsServedAsync();
            return scene;
        }

        public async Task BystanderIsServedAsync()
        {
            var answer = await _bystander.AskAsync(new Message(ApiTable.Find(3)!.Request(12)) { ["Topics"] = null });
            Assert.Equal("t", Assert.Single(answer.Structs("Topics"))["Name"]);
        }

        public async Task LogsAsync(string cause)
        {
            try
            {
                await Eventually.TrueAsync(() => Proxy.Log.Contains(cause, StringComparison.OrdinalIgnoreCase), Patience, $"a log line with '{cause}'");
            }
            catch (TimeoutException waited)
            {
                Assert.Fail($"{waited.Message} The log:\n{Proxy.Log}");
            }
        }

        public async ValueTask DisposeAsync()
        {
            _bystander.Dispose();
            await Proxy.DisposeAsync();
            await _cluster.DisposeAsync();
        }
    }
}
