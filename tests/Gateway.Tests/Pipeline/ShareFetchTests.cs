using Compliance.Gateway.Audit.Ladder;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Kafka.Wire;
using Xunit;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>
/// What a share group's broker hands out is locked and counted, and given up for the whole group once it came too often. So nothing is asked for
/// that can't be handed on, and what was handed out all the same goes back with the connection.
/// </summary>
public sealed class ShareFetchTests : IAsyncDisposable
{
    private const string Rules = "\naudit: [{id: M1, mode: strict, apis: fetch, topics: \"payments.**\"}]";
    private static readonly string Revoked = Policies.Payments.Replace("{id: A2, allow: [read], topics: \"payments.**\"", "{id: A2, allow: [read], topics: \"other.**\"", StringComparison.Ordinal);
    private static readonly Guid News = new("1f0e0d0c-0b0a-4908-8706-050403020100");
    private readonly Evidence _evidence = new();
    private Rig _rig = null!;

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        await _evidence.DisposeAsync();
    }

    [Theory, InlineData(1), InlineData(2)]
    public async Task On_the_second_rung_a_session_with_a_strict_topic_gets_no_records_and_its_acknowledgements_are_taken(short version)
    {
        await StartAsync();
        await _rig.Send("analyst", Fetch(version, 0, Filled.TopicId));
        await _rig.Send("admin", Fetch(version, 0, News));
        await _evidence.ClimbAsync(Rung.RefuseStrict);

        // When the sessions go on, naming only what is new; also after a reload,
        var before = await _rig.Send("analyst", Fetch(version, 1));
        _rig.Use(Policies.Payments + Rules);
        var acknowledging = await _rig.Send("analyst", Acknowledging(Fetch(version, 2, Filled.TopicId)));
        var other = await _rig.Send("admin", Fetch(version, 1));

        // then the strict one is asked for nothing, and counts its steps and acknowledgements at the broker as ever.
        Assert.Equal((0, 1), (before.Sent["MaxRecords"], before.Sent["ShareSessionEpoch"]));
        Assert.Equal((0, 2), (acknowledging.Sent["MaxRecords"], acknowledging.Sent["ShareSessionEpoch"]));
        Assert.Equal(7L, acknowledging.Sent.Structs("Topics").Single().Structs("Partitions").Single().Structs("AcknowledgementBatches").Single()["LastOffset"]);
        Assert.Equal(500, other.Sent["MaxRecords"]);
        Assert.True(before.Exchange.Session.RestsUntil > 0 && other.Exchange.Session.RestsUntil == 0);
        var answer = await _rig.Answer("analyst", acknowledging, Fetched(version, null));
        Assert.Equal((short)0, answer.Structs("Responses").Single().Structs("Partitions").Single()["ErrorCode"]);
    }

    [Fact]
    public async Task Full_no_share_session_gets_records_and_with_room_again_all_do()
    {
        await StartAsync();
        var open = await _rig.Send("admin", Fetch(2, 0, News));
        await _evidence.ClimbAsync(Rung.Full);

        var full = await _rig.Send("admin", Fetch(2, 1));

        Assert.Equal((500, 0), (open.Sent["MaxRecords"], full.Sent["MaxRecords"]));
    }

    [Fact]
    public async Task Records_that_came_when_the_journal_had_become_too_full_go_back_with_the_connection()
    {
        await StartAsync();
        var step = await _rig.Send("analyst", Fetch(2, 0, Filled.TopicId));
        await _evidence.ClimbAsync(Rung.RefuseStrict);

        Assert.Equal(Verdict.Break, await _rig.Judge("analyst", step, Fetched(2, TestBatch.At(7, """{"amount":1}"""))));

        Assert.Equal((FaultSide.Audit, FaultKind.EvidenceUnwritable), (step.Exchange.Fault!.Side, step.Exchange.Fault.Kind));
        Assert.DoesNotContain((await _evidence.StopAsync()).Select(e => e.Event), e => e.ClientId == "test");
    }

    [Fact]
    public async Task Records_that_may_not_be_read_any_more_go_back_with_the_connection_and_that_is_evidence()
    {
        // Given a session that was opened while its reader had the right, and a topic beside that he may read still,
        await StartAsync();
        var opening = Fetch(2, 0, Filled.TopicId);
        AddTopic(opening, News);
        await _rig.Answer("analyst", await _rig.Send("analyst", opening), Fetched(2, TestBatch.At(7, """{"amount":1}""")));
        _rig.Use(Revoked);

        // when the broker, which knows of no rules, hands out more,
        var step = await _rig.Send("analyst", Fetch(2, 1));
        var answer = Fetched(2, TestBatch.At(8, """{"amount":1}""", """{"amount":2}"""));
        AddRecords(answer, News, TestBatch.At(3, "x"));

        Assert.Equal(Verdict.Break, await _rig.Judge("analyst", step, answer));
        Assert.Equal((FaultSide.Policy, FaultKind.Refused), (step.Exchange.Fault!.Side, step.Exchange.Fault.Kind));

        // then what was read before and what was refused now is told, and nothing of what was not handed on.
        var events = (await _evidence.StopAsync()).Select(e => e.Event).Where(e => e.ClientId == "test").Select(e => $"{e.Topic} {e.Decision} {e.Records}");
        Assert.Equal(["payments.eu allow 1", "payments.eu deny 0"], events.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_records_the_topic_is_refused_and_the_rest_of_the_session_goes_on()
    {
        await StartAsync();
        await _rig.Answer("analyst", await _rig.Send("analyst", Fetch(2, 0, Filled.TopicId)), Fetched(2, null));
        _rig.Use(Revoked);

        var answer = await _rig.Answer("analyst", await _rig.Send("analyst", Fetch(2, 1)), Fetched(2, null));

        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, answer.Structs("Responses").Single().Structs("Partitions").Single()["ErrorCode"]);
    }

    private async Task StartAsync()
    {
        var trail = await _evidence.StartAsync(Evidence.Small);
        _rig = new Rig(Policies.Payments + Rules, trail, (Filled.TopicId, "payments.eu"), (News, "open.news"));
    }

    private static Message Fetch(short version, int epoch, params Guid[] topics)
    {
        var request = Rig.Request(78, version);
        (request["GroupId"], request["MemberId"], request["ShareSessionEpoch"]) = ("analyst-1", "m", epoch);
        (request["MaxRecords"], request["BatchSize"]) = (500, 500);
        foreach (var topic in topics)
            AddTopic(request, topic);
        return request;
    }

    private static void AddTopic(Message request, Guid topic)
    {
        var element = request.Add("Topics");
        element["TopicId"] = topic;
        element.Add("Partitions");
    }

    private static Message Acknowledging(Message request)
    {
        var batch = request.Structs("Topics").Single().Structs("Partitions").Single().Add("AcknowledgementBatches");
        (batch["FirstOffset"], batch["LastOffset"]) = (5L, 7L);
        return request;
    }

    private static Message Fetched(short version, byte[]? records)
    {
        var answer = Rig.Response(78, version);
        AddRecords(answer, Filled.TopicId, records);
        return answer;
    }

    private static void AddRecords(Message answer, Guid topic, byte[]? records)
    {
        var element = answer.Add("Responses");
        element["TopicId"] = topic;
        var partition = element.Add("Partitions");
        partition["Records"] = records ?? [];
        if (records is not null)
            partition.Add("AcquiredRecords")["DeliveryCount"] = (short)1;
    }
}
