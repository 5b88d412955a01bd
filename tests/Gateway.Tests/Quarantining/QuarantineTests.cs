using System.Globalization;
using System.Text;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Gateway.Tests.Registry;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Xunit;

namespace Compliance.Gateway.Tests.Quarantining;

/// <summary>Records with a find go whole to a quarantine topic before their frame goes on.</summary>
public sealed class QuarantineTests : IAsyncLifetime
{
    private readonly QuarantineBench _bench = new();

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory, InlineData(3), InlineData(9), InlineData(12)]
    public async Task The_whole_record_stands_in_the_quarantine_topic_before_its_masked_one_goes_on(short version)
    {
        // Given a record with a find between others, and a quarantine topic whose broker takes its time,
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Cluster.Brokers[0].Script(0, FakeAnswer.After(gate.Task));
        using var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer);

        // when it is written, the frame waits,
        var sending = rig.Send("till", Traffic.Produce(version, TestBatch.Of(0, TestRecord.Of("a", """{"amount":1}"""), TestRecord.Of("key", QuarantinePolicy.Written, ("trace", "7"), ("none", null)), TestRecord.Of("b", null)), TestBatch.Of("""{"amount":2}""")));
        await Eventually.TrueAsync(() => _bench.Cluster.Brokers[0].Requests.Any(request => request.ApiKey == 0), QuarantineBench.Patience, "the copy to arrive");
        Assert.False(sending.IsCompleted);
        Assert.InRange(_bench.Writer.Held, QuarantinePolicy.Written.Length, 10_000);
        gate.SetResult();
        var step = await sending;

        // then what goes on has the find masked, in the same place,
        Assert.Equal(["""{"amount":1}""", QuarantinePolicy.Stored, null], Traffic.Stored(step.Sent, 0));
        Assert.Equal(["""{"amount":2}"""], Traffic.Stored(step.Sent, 1));

        // and the copy is as it was written, and says where it is from, what was found where, and by which rule.
        var copy = Assert.Single(_bench.Copies);
        Assert.Equal($"key = {QuarantinePolicy.Written}", $"{Encoding.UTF8.GetString(copy.Key!)} = {Encoding.UTF8.GetString(copy.Value!)}");
        Assert.Equal([("trace", "7"), ("none", null)], copy.Headers[..2].Select(Text));
        var told = copy.Headers[2..].Select(Text).ToDictionary(header => header.Name, header => header.Text!, StringComparer.Ordinal);
        Assert.Equal(
            ["payments.eu", "0", "pan", "$..note", "test.undeclaredPii", "User:till", step.Exchange.Id.ToString()],
            new[] { "topic", "partition", "classes", "fields", "rule", "principal", "request" }.Select(name => told[$"__quarantine.{name}"]));
        Assert.Matches("^test@[0-9a-f]{64}$", told["__quarantine.policy"]);
        Assert.Equal("2026-12-01T00:00:00.000Z", told["__quarantine.time"]);
        Assert.True(long.Parse(told["__quarantine.timestamp"], CultureInfo.InvariantCulture) >= 0);
        Assert.Equal((0, 1, 0), (_bench.Writer.Held, _bench.Metrics.Written.Value, _bench.Metrics.Failed.Value));
        Assert.Equal((1L, QuarantinePolicy.Topic), (step.Exchange.Topics[0].Quarantined, Assert.Single(step.Exchange.Topics[0].QuarantineTopics!)));
    }

    [Fact]
    public async Task A_batch_that_comes_again_is_quarantined_again()
    {
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        using var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer);

        for (var i = 0; i < 2; i++)
            Assert.Equal([QuarantinePolicy.Stored], Traffic.Stored((await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written)))).Sent, 0));

        Assert.Equal([QuarantinePolicy.Written, QuarantinePolicy.Written], _bench.Copies.Select(copy => Encoding.UTF8.GetString(copy.Value!)));
    }

    [Fact]
    public async Task What_is_read_is_masked_and_no_copy_is_made_nor_of_what_is_only_observed()
    {
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        using var reading = new Rig(QuarantinePolicy.Of(more: ", when: [produce, consume]"), _bench.Writer);
        using var observing = new Rig(QuarantinePolicy.Of().Replace("mode: enforce", "mode: observe", StringComparison.Ordinal), _bench.Writer);

        Assert.Equal(["""{"note":"pay 4111 11** **** 1111","code":"123"}"""], TestBatch.Values(await Traffic.Read(reading, 12, TestBatch.At(40, QuarantinePolicy.Written))));
        Assert.Equal([QuarantinePolicy.Written], Traffic.Stored((await observing.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written)))).Sent, 0));
        Assert.Empty(_bench.Copies);
    }

    [Fact]
    public async Task A_frame_waits_for_its_schema_first_and_then_for_its_quarantine()
    {
        // Given Avro, with the schema in a registry,
        using var fake = new FakeRegistry();
        fake.Schema("schemas/ids/7", """{"type":"record","name":"N","fields":[{"name":"note","type":"string"}]}""");
        using var registry = fake.Client();
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        var policy = QuarantinePolicy.Of(more: ", format: avro").Replace("path: $.card}", "path: $.card, format: avro}", StringComparison.Ordinal).Replace("path: $.code}", "path: $.code, format: avro}", StringComparison.Ordinal);
        using var rig = new Rig(policy, _bench.Writer, registry: registry);
        byte[] value = [0, 0, 0, 0, 7, 32, .. "4111111111111111"u8];

        var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of(0, [value], null)));

        Assert.Equal([[0, 0, 0, 0, 7, 32, .. "411111******1111"u8]], TestBatch.Bytes(step.Sent.Structs("TopicData")[0].Structs("PartitionData")[0].Get<byte[]>("Records")));
        Assert.Equal(value, Assert.Single(_bench.Copies).Value);
        Assert.Equal((1, 1L), (step.Exchange.Topics[0].Counts.Masked, step.Exchange.Topics[0].Quarantined));
    }

    [Fact]
    public async Task The_evidence_says_how_many_of_what_and_where_to()
    {
        await using var evidence = new Evidence();
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        using (var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer, await evidence.StartAsync()))
        {
            var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written, """{"amount":1}""", """{"note":"ada@shop.example"}""")));
            await rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));
        }

        var (e, encoded) = Assert.Single(await evidence.StopAsync());
        Assert.Equal((2L, QuarantinePolicy.Topic, "pan email"), (e.QuarantinedRecords, Assert.Single(e.QuarantineTopics), string.Join(' ', e.UndeclaredKinds)));
        Assert.Equal(("success", "mask", 3L), (e.Outcome, e.Decision, e.Records));
        Assert.DoesNotContain("1111", Encoding.Latin1.GetString(encoded), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_written_after_the_settings_name_another_cluster_goes_there()
    {
        await using var other = await FakeCluster.StartAsync();
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        other.Topic(QuarantinePolicy.Topic);
        using var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer);
        await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written)));

        _bench.Writer.Use(QuarantineBench.Plan(other), LimitsPlan.Default with { QuarantineTimeout = QuarantineBench.Patience });
        await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written)));

        Assert.Single(_bench.Copies);
        Assert.Single(TestBatch.Read(other.Find(QuarantinePolicy.Topic)!.Partitions[0].Bytes));
    }

    private static (string Name, string? Text) Text((string Name, byte[]? Value) header) => (header.Name, header.Value is null ? null : Encoding.UTF8.GetString(header.Value));
}
