using System.Globalization;
using Compliance.Functional.BadInput;
using Compliance.Harness;
using Compliance.Kafka.Records;
using Compliance.Kafka.Records.Codecs;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Functional.Equivalence.Telemetry;

/// <summary>A client of KIP-714 that sends what it likes, on one connection; what it is told goes into its road's transcript. One owner.</summary>
internal sealed class PushByHand(Transcript script, RawClient client) : IDisposable
{
    private const short ApiVersions = 18, GetTelemetrySubscriptions = 71, PushTelemetry = 72;

    /// <summary>Under which the plugin tells of its pushes: its instance id, as Kafka writes it.</summary>
    public string Instance { get; private set; } = "";

    public Guid InstanceId { get; private set; }

    public int SubscriptionId { get; private set; }

    /// <summary>Connects and says which software it is, as what subscriptions can be meant for.</summary>
    public static async Task<PushByHand> ConnectAsync(Transcript script, string software)
    {
        var (client, told) = await GreetAsync(script, software);
        var offered = told.Structs("ApiKeys").Where(api => api.Get<short>("ApiKey") is GetTelemetrySubscriptions or PushTelemetry);
        script.Say($"offered: {string.Join(", ", offered.Select(api => $"{api["ApiKey"]} v{api["MinVersion"]}-{api["MaxVersion"]}"))}");
        return new PushByHand(script, client);
    }

    /// <summary>Waits until the broker wants these metrics of a software: it hears of a subscription a moment after it is made.</summary>
    public static Task HeardAsync(Transcript script, string software, string metrics) => Eventually.TrueAsync(
        async () =>
        {
            using var client = (await GreetAsync(script, software)).Client;
            var answer = await client.AskAsync(new Message(ApiTable.Find(GetTelemetrySubscriptions)!.Request(0)));
            return Values(answer["RequestedMetrics"]).Contains(metrics);
        },
        TimeSpan.FromSeconds(60), $"{metrics} to be wanted of {software}");

    /// <summary>Asks what is wanted; an id of zero asks for one too.</summary>
    public async Task AskAsync(string what, Guid instance)
    {
        var answer = await client.AskAsync(new Message(ApiTable.Find(GetTelemetrySubscriptions)!.Request(0)) { ["ClientInstanceId"] = instance });
        var error = answer.Get<short>("ErrorCode");
        if (error == 0)
        {
            InstanceId = instance == Guid.Empty ? answer.Get<Guid>("ClientInstanceId") : instance;
            SubscriptionId = answer.Get<int>("SubscriptionId");
            Instance = Sweep.SweepWorld.Compact(InstanceId);
        }
        var given = answer.Get<Guid>("ClientInstanceId");
        script.Say($"{what}: error {error}, id {(given == Guid.Empty ? "none" : given == instance ? "as asked" : "new")}, "
            + $"codecs {string.Join(' ', Values(answer["AcceptedCompressionTypes"]))}, every {answer["PushIntervalMs"]} ms, at most {answer["TelemetryMaxBytes"]} bytes, "
            + $"deltas {answer["DeltaTemporality"]}, wanted [{string.Join(' ', Values(answer["RequestedMetrics"]))}]");
    }

    public Task PushAsync(string what, byte[] metrics, CompressionType codec = CompressionType.None, bool terminating = false) =>
        PushAsync(what, InstanceId, SubscriptionId, (sbyte)codec, Compressed(metrics, codec), terminating);

    public async Task PushAsync(string what, Guid instance, int subscription, sbyte codec, byte[] metrics, bool terminating = false)
    {
        var request = new Message(ApiTable.Find(PushTelemetry)!.Request(0));
        (request["ClientInstanceId"], request["SubscriptionId"], request["Terminating"]) = (instance, subscription, terminating);
        (request["CompressionType"], request["Metrics"]) = (codec, metrics);
        script.Say($"{what}: error {(await client.AskAsync(request))["ErrorCode"]}");
    }

    public void Dispose() => client.Dispose();

    private static async Task<(RawClient Client, Message Told)> GreetAsync(Transcript script, string software)
    {
        var client = await RawClient.ConnectAsync(int.Parse(script.Address.Split(':')[1], CultureInfo.InvariantCulture));
        var hello = new Message(ApiTable.Find(ApiVersions)!.Request(4)) { ["ClientSoftwareName"] = software, ["ClientSoftwareVersion"] = "1.0" };
        return (client, await client.AskAsync(hello));
    }

    private static IEnumerable<object> Values(object? list) => ((System.Collections.IEnumerable?)list ?? Array.Empty<object>()).Cast<object>();

    /// <summary>Snappy in the framing that Java reads.</summary>
    private static byte[] Compressed(byte[] plain, CompressionType codec)
    {
        if (codec == CompressionType.None)
            return plain;
        var target = new PooledBuffer();
        ReadOnlySpan<byte> xerial = [0x82, (byte)'S', (byte)'N', (byte)'A', (byte)'P', (byte)'P', (byte)'Y', 0, 0, 0, 0, 1, 0, 0, 0, 1];
        BatchCodecs.Find(codec, 2)!.Compress(plain, xerial, 2, target);
        var compressed = target.Written.ToArray();
        target.Release();
        return compressed;
    }
}
