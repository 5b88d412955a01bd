using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Gateway.Tests.Audit;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>What is slowed down, refused and permitted on each rung of the ladder; and that refusals are such that clients ask again.</summary>
public sealed class HoldBackTests : IAsyncDisposable
{
    private const string Rules = "\naudit: [{id: M1, mode: strict, apis: [produce, fetch], topics: \"payments.**\"}, {id: M2, mode: durable, apis: admin}]";
    private readonly Evidence _evidence = new();
    private AuditTrail _trail = null!;
    private Rig _rig = null!;

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        await _evidence.DisposeAsync();
    }

    [Fact]
    public async Task On_the_first_rung_everything_passes_and_who_leaves_events_is_told_to_wait()
    {
        await StartAsync(Rung.Throttle);

        var step = await _rig.Send("till", AuthorizeTests.Produce(9, -1, "payments.eu"));
        var stored = await _rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));
        var heartbeat = await _rig.Send("analyst", Filled.Request(18, 3));
        var polled = await _rig.Answer("analyst", heartbeat, Rig.Response(18, 3));

        Assert.InRange(stored.Get<int>("ThrottleTimeMs"), 1, 80);
        Assert.True(step.Exchange.Session.RestsUntil > 0);
        Assert.Equal((0, 0L), (polled.Get<int>("ThrottleTimeMs"), heartbeat.Exchange.Session.RestsUntil));
        Assert.Equal(1, _trail.Held.Slowed);
        Assert.Equal(0, _trail.Held.Refused);
    }

    [Fact]
    public async Task On_the_second_rung_strict_topics_are_taken_out_of_a_Produce_and_answered_for()
    {
        await StartAsync(Rung.RefuseStrict);

        // When a producer writes to a strict topic and to another,
        var step = await _rig.Send("admin", AuthorizeTests.Produce(9, -1, "payments.eu", "open.news"));

        // then the broker sees the other alone,
        Assert.Equal(["open.news"], step.Sent.Structs("TopicData").Select(topic => topic.Get<string>("Name")));

        // and the producer hears of both: the strict one failed in a way that it sends again, with nothing stored.
        var answer = await _rig.Answer("admin", step, AuthorizeTests.Stored(9, "open.news"));
        var codes = answer.Structs("Responses").ToDictionary(
            topic => topic.Get<string>("Name"), topic => (KafkaError)topic.Structs("PartitionResponses").Single().Get<short>("ErrorCode"));
        Assert.Equal((KafkaError.NotEnoughReplicas, KafkaError.None), (codes["payments.eu"], codes["open.news"]));
    }

    [Fact]
    public async Task On_the_second_rung_a_Produce_to_strict_topics_alone_is_answered_at_once_and_counted()
    {
        await StartAsync(Rung.RefuseStrict);

        for (var i = 0; i < 3; i++)
        {
            var step = await _rig.Send("till", AuthorizeTests.Produce(9, -1, "payments.eu"));
            Assert.Equal(Verdict.Reply, step.Verdict);
            Assert.Equal((short)KafkaError.NotEnoughReplicas, step.Reply.Structs("Responses").Single().Structs("PartitionResponses").Single().Get<short>("ErrorCode"));
            Assert.InRange(step.Reply.Get<int>("ThrottleTimeMs"), 1, 80);
        }

        var refused = Assert.Single((await _evidence.StopAsync()).Select(e => e.Event), e => e.Action == "kafka.produce");
        Assert.Equal((3L, "failure", (short)KafkaError.NotEnoughReplicas, null), (refused.AggCount, refused.Outcome, refused.ErrorCode, refused.Decision));
    }

    [Fact]
    public async Task Without_acknowledgement_only_a_closed_connection_can_say_it()
    {
        await StartAsync(Rung.RefuseStrict);

        var step = await _rig.Send("till", AuthorizeTests.Produce(9, 0, "payments.eu"));

        Assert.Equal((Verdict.Break, FaultSide.Audit), (step.Verdict, step.Exchange.Fault!.Side));
    }

    [Theory]
    [InlineData((short)12, KafkaError.KafkaStorageError)]
    [InlineData((short)4, KafkaError.NotLeaderOrFollower)]
    public async Task On_the_second_rung_records_of_strict_topics_are_left_out_of_what_is_read(short version, KafkaError expected)
    {
        await StartAsync(Rung.RefuseStrict);

        var step = await _rig.Send("admin", Fetch(version));
        var answer = await _rig.Answer("admin", step, Fetched(version));

        var partitions = answer.Structs("Responses").ToDictionary(topic => topic.Get<string>("Topic"), topic => topic.Structs("Partitions").Single());
        Assert.Equal(expected, (KafkaError)partitions["payments.eu"].Get<short>("ErrorCode"));
        Assert.Empty(partitions["payments.eu"].Get<byte[]>("Records"));
        Assert.Equal(KafkaError.None, (KafkaError)partitions["open.news"].Get<short>("ErrorCode"));
        Assert.NotEmpty(partitions["open.news"].Get<byte[]>("Records"));
        var events = (await _evidence.StopAsync()).Select(e => e.Event).Where(e => e.ClientId == "test").ToList();
        Assert.Equal(["open.news success 2", "payments.eu failure 0"], events.Select(e => $"{e.Topic} {e.Outcome} {e.Records}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task On_the_second_rung_what_is_not_strict_goes_on()
    {
        await StartAsync(Rung.RefuseStrict);

        Assert.Equal(Verdict.Next, (await _rig.Send("admin", Filled.Request(19, 5))).Verdict);
        Assert.Equal(Verdict.Next, (await _rig.Send("admin", Filled.Request(12, 4))).Verdict);
        Assert.Equal(Verdict.Next, (await _rig.Send("admin", AuthorizeTests.Produce(9, -1, "open.news"))).Verdict);
    }

    /// <summary>Every API in its last version: refused with an error in the answer, never with one that ends a client's attempts, and never without.</summary>
    [Fact]
    public async Task Full_every_request_is_refused_with_an_error_that_invites_to_ask_again()
    {
        await StartAsync(Rung.Full);
        KafkaError[] retriable =
        [
            KafkaError.LeaderNotAvailable, KafkaError.NotLeaderOrFollower, KafkaError.RequestTimedOut, KafkaError.CoordinatorLoadInProgress,
            KafkaError.CoordinatorNotAvailable, KafkaError.NotCoordinator, KafkaError.NotEnoughReplicas, KafkaError.NotController, KafkaError.KafkaStorageError,
        ];
        var unheard = new List<string>();
        foreach (var row in AuthorizeTests.EveryVersion())
        {
            var (api, version) = row.Data;
            if (version != ApiTable.Find(api)!.MaxVersion || api is 1 or 78)
                continue;
            var step = await _rig.Send("admin", Filled.Request(api, version));

            // An answer that has no place for an error: only a closed connection says it.
            if (step.Verdict == Verdict.Break)
                unheard.Add(ApiTable.Find(api)!.Name);
            else
                Assert.All(Errors(step.Reply).Where(error => error != KafkaError.None), error => Assert.Contains(error, retriable));
            Assert.True(step.Verdict == Verdict.Break || (step.Verdict == Verdict.Reply && Filled.HasError(step.Reply)), $"{ApiTable.Find(api)!.Name}: {step.Verdict}");
        }

        Assert.Empty(unheard);
    }

    [Fact]
    public async Task Full_a_fetch_brings_nothing()
    {
        await StartAsync(Rung.Full);

        var step = await _rig.Send("admin", Fetch(12));
        var answer = await _rig.Answer("admin", step, Fetched(12));

        Assert.All(answer.Structs("Responses").SelectMany(topic => topic.Structs("Partitions")), partition => Assert.Empty(partition.Get<byte[]>("Records")));
    }

    [Fact]
    public async Task Full_and_permitted_everything_passes_and_is_counted_but_what_the_policy_calls_strict()
    {
        await StartAsync(Rung.Full, permits: true);

        while (!_trail.Recorder.Gaps.Any)
            _trail.Recorder.Append(SampleEvent.Fetch());
        var before = _trail.Recorder.Gaps.PermittedCount;

        var open = await _rig.Send("admin", AuthorizeTests.Produce(9, -1, "open.news"));
        await _rig.Answer("admin", open, AuthorizeTests.Stored(9, "open.news"));
        var created = await _rig.Send("admin", Filled.Request(19, 5));
        await _rig.Answer("admin", created, Rig.Response(19, 5));
        var strict = await _rig.Send("till", AuthorizeTests.Produce(9, -1, "payments.eu"));

        Assert.Equal(Verdict.Reply, strict.Verdict);
        Assert.Equal((0L, 0L), (open.Exchange.DurableAt, created.Exchange.DurableAt));
        Assert.Equal(before + 2, _trail.Recorder.Gaps.PermittedCount);
    }

    private async Task StartAsync(Rung rung, bool permits = false)
    {
        _trail = await _evidence.StartAsync(plan => Evidence.Small(plan) with { PermitsWhenFull = permits });
        _rig = new Rig(Policies.Payments + Rules, _trail, (Filled.TopicId, "payments.eu"));
        await _evidence.ClimbAsync(rung);
    }

    private static List<KafkaError> Errors(Message message)
    {
        var walk = new Walk();
        Assert.Null(walk.Read(message.Program, message.Encode()));
        var errors = new List<KafkaError>();
        foreach (var node in walk.WithRole(FieldRole.ErrorCode))
            errors.Add((KafkaError)walk.Int16(node));
        return errors;
    }

    private static Message Fetch(short version)
    {
        var request = Rig.Request(1, version);
        if (request.Has("SessionEpoch"))
            request["SessionEpoch"] = -1;
        foreach (var name in new[] { "payments.eu", "open.news" })
        {
            var topic = request.Add("Topics");
            topic["Topic"] = name;
            topic.Add("Partitions");
        }

        return request;
    }

    private static Message Fetched(short version)
    {
        var answer = Rig.Response(1, version);
        foreach (var name in new[] { "payments.eu", "open.news" })
        {
            var topic = answer.Add("Responses");
            topic["Topic"] = name;
            topic.Add("Partitions")["Records"] = TestBatch.At(40, """{"card":"4111111111111111"}""", """{"note":"x"}""");
        }

        return answer;
    }
}
