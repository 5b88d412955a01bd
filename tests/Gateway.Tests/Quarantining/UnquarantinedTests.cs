using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Quarantining;

/// <summary>Where a record can't be quarantined nothing of its batch passes, and its producer is told what to do.</summary>
public sealed class UnquarantinedTests : IAsyncLifetime
{
    private readonly QuarantineBench _bench = new();

    public ValueTask InitializeAsync() => _bench.StartAsync();

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Without_the_topic_its_batch_is_to_be_sent_again_and_the_reason_says_how_to_make_it()
    {
        using var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer);

        var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of("""{"amount":1}"""), TestBatch.Of("""{"amount":1}""", QuarantinePolicy.Written)));
        var answer = await rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        // The other partition goes on.
        Assert.Equal(["""{"amount":1}"""], Traffic.Stored(step.Sent, 0));
        Assert.Single(step.Sent.Structs("TopicData")[0].Structs("PartitionData"));
        var refused = Assert.Single(answer.Structs("Responses")).Structs("PartitionResponses").Single(part => (int)part["Index"]! == 1);
        Assert.Equal((short)KafkaError.NotEnoughReplicas, refused["ErrorCode"]);
        Assert.Contains($"--create --topic {QuarantinePolicy.Topic}", (string)refused["ErrorMessage"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("4111", (string)refused["ErrorMessage"]!, StringComparison.Ordinal);
        Assert.Null(_bench.Cluster.Find(QuarantinePolicy.Topic));
        Assert.Equal((0, 0, 1), (_bench.Writer.Held, step.Exchange.Topics[0].Quarantined, _bench.Metrics.Failed.Value));

        // Once there is one, the same batch passes.
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        await Eventually.TrueAsync(async () => (await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written)))).Verdict == Verdict.Next, QuarantineBench.Patience, "the batch to pass");
        Assert.NotEmpty(_bench.Copies);
    }

    [Fact]
    public async Task With_the_brokers_away_it_is_to_be_sent_again_after_the_time_that_the_limits_say()
    {
        await _bench.Cluster.Brokers[0].StopAsync();
        using var writer = _bench.MakeWriter(LimitsPlan.Default with { QuarantineTimeout = TimeSpan.FromSeconds(1) });
        using var rig = new Rig(QuarantinePolicy.Of(), writer);

        var refused = QuarantineBench.Refusal(await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written))));

        Assert.Equal((short)KafkaError.NotEnoughReplicas, refused["ErrorCode"]);
        Assert.Contains("limits.quarantineTimeout", (string)refused["ErrorMessage"]!, StringComparison.Ordinal);
        Assert.Equal(0, writer.Held);
    }

    [Fact]
    public async Task A_record_that_the_topic_will_never_take_is_not_sent_again()
    {
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        _bench.Cluster.Brokers[0].Script(0, FakeAnswer.Change(answer => answer.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"] = (short)KafkaError.MessageTooLarge));
        using var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer);

        var refused = QuarantineBench.Refusal(await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written))));

        Assert.Equal((short)KafkaError.MessageTooLarge, refused["ErrorCode"]);
        Assert.Contains("max.message.bytes", (string)refused["ErrorMessage"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_on_its_way_is_bounded_and_a_frame_alone_always_finds_room()
    {
        // Given a frame that is larger than the bound, and waits,
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _bench.Cluster.Brokers[0].Script(0, FakeAnswer.After(gate.Task));
        using var writer = _bench.MakeWriter(LimitsPlan.Default with { QuarantineTimeout = QuarantineBench.Patience, MaxQuarantineBytes = 3000 });
        using var rig = new Rig(QuarantinePolicy.Of(), writer);
        var sending = rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written, QuarantinePolicy.Written, QuarantinePolicy.Written)));
        await Eventually.TrueAsync(() => _bench.Cluster.Brokers[0].Requests.Any(request => request.ApiKey == 0), QuarantineBench.Patience, "the copies to arrive");
        var held = writer.Held;
        Assert.True(held > 3000);

        // then another finds no room, holds nothing, and is told to come again,
        var refused = QuarantineBench.Refusal(await rig.Send("admin", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written))));
        Assert.Equal((short)KafkaError.NotEnoughReplicas, refused["ErrorCode"]);
        Assert.Contains("limits.maxQuarantineBytes", (string)refused["ErrorMessage"]!, StringComparison.Ordinal);
        Assert.Equal((held, 1), (writer.Held, _bench.Metrics.Full.Value));

        // and passes once there is.
        gate.SetResult();
        await sending;
        Assert.Equal([QuarantinePolicy.Stored], Traffic.Stored((await rig.Send("admin", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written)))).Sent, 0));
        Assert.Equal((0, 4), (writer.Held, _bench.Copies.Count));
    }

    [Fact]
    public async Task Who_waits_for_no_answer_is_cut_off_where_a_record_can_t_be_quarantined()
    {
        using var rig = new Rig(QuarantinePolicy.Of(), quarantine: null);
        var request = Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written));
        request["Acks"] = (short)0;

        Assert.Equal(Verdict.Break, (await rig.Send("till", request)).Verdict);
    }

    [Fact]
    public async Task A_batch_that_is_refused_for_another_record_is_not_quarantined()
    {
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
        using var rig = new Rig(QuarantinePolicy.Of(), _bench.Writer);

        var refused = QuarantineBench.Refusal(await rig.Send("till", Traffic.Produce(9, TestBatch.Of(QuarantinePolicy.Written, "no JSON"))));

        Assert.Equal((short)KafkaError.InvalidRecord, refused["ErrorCode"]);
        Assert.Empty(_bench.Copies);
        Assert.Equal(0, _bench.Writer.Held);
    }
}
