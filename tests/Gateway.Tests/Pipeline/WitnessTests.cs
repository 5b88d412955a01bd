using System.Text;
using Compliance.Events;
using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

public sealed class WitnessTests : IAsyncLifetime
{
    private const string Canary = "4111111111111111";
    private readonly Evidence _evidence = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = new Rig(Policies.Payments, await _evidence.StartAsync(), (Filled.TopicId, "payments.eu"));

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        await _evidence.DisposeAsync();
    }

    [Fact]
    public async Task A_produce_is_recorded_with_what_was_stored_where()
    {
        // given
        var request = Rig.Request(0, 9);
        request["Acks"] = (short)-1;
        var topic = request.Add("TopicData");
        topic["Name"] = "payments.eu";
        var partition = topic.Add("PartitionData");
        (partition["Index"], partition["Records"]) = (0, TestBatch.Of($$"""{"card":"{{Canary}}","code":"987"}""", """{"code":"986"}"""));

        // when
        var step = await _rig.Send("till", request);
        await _rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        // then
        var e = await SingleEvent();
        Assert.Equal(("kafka.produce", "database", "change", "success"), (e.Action, e.Category, e.Type, e.Outcome));
        Assert.Equal(("User:till", "payments.eu", "10.0.0.1", "test"), (e.Principal, e.Topic, e.SourceIp, e.ClientId));
        Assert.Equal((7L, 8L, 2L), (e.OffsetFirst, e.OffsetLast, e.Records));
        Assert.Equal(("mask", "A1", "test"), (e.Decision, e.Rule, e.PolicyId));
        Assert.Equal("code $.code drop 2", Masked(e));
        Assert.Equal(64, e.PolicySha256!.Length);
    }

    [Theory]
    [InlineData(3, (sbyte)0)]
    [InlineData(4, (sbyte)0)]
    [InlineData(4, (sbyte)1)]
    public async Task Whose_coordinator_was_not_told_is_recorded(short version, sbyte type)
    {
        // given a name that may be asked for, where there can be several, and one that may not
        var request = Rig.Request(10, version);
        var (allowed, denied) = type == 0 ? ("analyst-1", "others") : ("till-1", "others-1");
        request["KeyType"] = type;
        if (version < 4)
            request["Key"] = denied;
        else
            request["CoordinatorKeys"] = new List<string> { allowed, denied };

        // when
        var user = type == 0 ? "analyst" : "till";
        var step = await _rig.Send(user, request);
        if (step.Verdict == Verdict.Next)
            await _rig.Answer(user, step, Rig.Response(10, version));

        // then
        var e = await SingleEvent();
        Assert.Equal(type == 0 ? ("others", null) : (null, "others-1"), (e.GroupId, e.TransactionalId));
        Assert.Equal("deny", e.Decision);
    }

    [Fact]
    public async Task A_fetch_is_recorded_with_what_was_read_and_masked()
    {
        var step = await _rig.Send("analyst", Fetch());
        var answer = Rig.Response(1, 12);
        var topic = answer.Add("Responses");
        topic["Topic"] = "payments.eu";
        topic.Add("Partitions")["Records"] = TestBatch.At(40, $$"""{"card":"{{Canary}}"}""", $$"""{"card":"{{Canary}}"}""", null);
        await _rig.Answer("analyst", step, answer);

        var e = await SingleEvent();

        Assert.Equal(("kafka.fetch", "access", "success", "mask"), (e.Action, e.Type, e.Outcome, e.Decision));
        Assert.Equal((40L, 42L, 3L, 2L), (e.OffsetFirst, e.OffsetLast, e.Records, e.MaskedValues));
        Assert.Equal("0: 40-42", $"{e.Partitions.Single()}: {e.OffsetsFirst.Single()}-{e.OffsetsLast.Single()}");
        Assert.Equal("card $.card mask 2", Masked(e));
    }

    [Fact]
    public async Task What_was_read_of_one_partition_is_recorded_beside_another_that_failed()
    {
        // Given an answer whose first partition has another leader by now, and whose second has records,
        var step = await _rig.Send("analyst", Fetch());
        var answer = Rig.Response(1, 12);
        var topic = answer.Add("Responses");
        topic["Topic"] = "payments.eu";
        topic.Add("Partitions")["ErrorCode"] = (short)6;
        var read = topic.Add("Partitions");
        (read["PartitionIndex"], read["Records"]) = (1, TestBatch.At(40, "{}", "{}"));
        await _rig.Answer("analyst", step, answer);

        // then these are told of, as read, and so is the error.
        var e = await SingleEvent();
        Assert.Equal(("success", (short)6, 2L), (e.Outcome, e.ErrorCode, e.Records));
        Assert.Equal("1: 40-41", $"{e.Partitions.Single()}: {e.OffsetsFirst.Single()}-{e.OffsetsLast.Single()}");
    }

    [Fact]
    public async Task What_was_stored_in_one_partition_is_recorded_beside_another_that_failed()
    {
        var request = AuthorizeTests.Produce(9, -1, "payments.eu");
        var asked = request.Structs("TopicData")[0].Structs("PartitionData")[0];
        asked["Records"] = TestBatch.Of("{}");
        var second = request.Structs("TopicData")[0].Add("PartitionData");
        (second["Index"], second["Records"]) = (1, TestBatch.Of("{}", "{}"));
        var step = await _rig.Send("till", request);
        var answer = Rig.Response(0, 9);
        var topic = answer.Add("Responses");
        topic["Name"] = "payments.eu";
        topic.Add("PartitionResponses")["ErrorCode"] = (short)6;
        var stored = topic.Add("PartitionResponses");
        (stored["Index"], stored["BaseOffset"]) = (1, 70L);
        await _rig.Answer("till", step, answer);

        var e = await SingleEvent();
        Assert.Equal(("success", (short)6), (e.Outcome, e.ErrorCode));
        Assert.Equal((70L, 71L, "-1 70"), (e.OffsetFirst, e.OffsetLast, string.Join(' ', e.OffsetsFirst)));
    }

    [Fact]
    public async Task A_denial_is_recorded_as_one()
    {
        await _rig.Send("stranger", AuthorizeTests.Produce(9, -1, "payments.eu"));

        var e = await SingleEvent();

        Assert.Equal(("denied", "failure", "deny"), (e.Type, e.Outcome, e.Decision));
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, e.ErrorCode);
        Assert.Equal(("payments.eu", "User:stranger"), (e.Topic, e.Principal));
    }

    [Fact]
    public async Task A_look_at_a_hidden_topic_is_recorded_as_a_denial_though_metadata_are_counted_together()
    {
        for (var i = 0; i < 3; i++)
        {
            var request = Rig.Request(3, 9);
            request["Topics"] = new List<Message>();
            request.Add("Topics")["Name"] = i == 1 ? "salaries" : "payments.eu";
            var step = await _rig.Send("analyst", request);
            await _rig.Answer("analyst", step, Rig.Response(3, 9));
        }

        var events = (await _evidence.StopAsync()).Select(e => e.Event).Where(e => e.Action == "kafka.metadata").ToList();

        Assert.Equal(["salaries deny failure 0", " success 2"], events.Select(e => $"{e.Topic} {e.Decision} {e.Outcome} {e.AggCount}".Replace("  ", " ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_refused_record_is_recorded_as_a_failure_to_mask()
    {
        var request = AuthorizeTests.Produce(9, -1, "payments.eu");
        request.Structs("TopicData")[0].Structs("PartitionData")[0]["Records"] = TestBatch.Of(Canary + " is no JSON");
        await _rig.Send("till", request);

        var e = await SingleEvent();

        Assert.Equal(((short)KafkaError.InvalidRecord, 1L, "failure"), (e.ErrorCode, e.MaskFailures, e.Outcome));
    }

    [Fact]
    public async Task Polls_that_bring_nothing_are_counted_together()
    {
        for (var i = 0; i < 5; i++)
        {
            var step = await _rig.Send("analyst", Fetch());
            await _rig.Answer("analyst", step, Rig.Response(1, 12));
        }

        var e = await SingleEvent();

        Assert.Equal(("kafka.fetch", 5L), (e.Action, e.AggCount));
    }

    [Fact]
    public async Task An_error_of_the_broker_is_the_outcome()
    {
        var step = await _rig.Send("admin", Filled.Request(19, 5));
        var answer = Rig.Response(19, 5);
        var topic = answer.Add("Topics");
        (topic["Name"], topic["ErrorCode"]) = ("payments.eu", (short)36);
        await _rig.Answer("admin", step, answer);

        var e = await SingleEvent();

        Assert.Equal(("kafka.create_topics", "creation", "failure", (short)36, "payments.eu"), (e.Action, e.Type, e.Outcome, e.ErrorCode, e.Topic));
    }

    /// <summary>Whatever the API: what is recorded is decodable, names the API, and nothing is recorded twice.</summary>
    [Fact]
    public async Task Every_api_leaves_evidence()
    {
        HashSet<short> sent = [];
        foreach (var row in AuthorizeTests.EveryVersion())
        {
            var (api, version) = row.Data;
            if (version != Kafka.Schema.ApiTable.Find(api)!.MaxVersion)
                continue;
            sent.Add(api);
            var step = await _rig.Send("admin", Filled.Request(api, version));
            if (step.Verdict == Verdict.Next)
                await _rig.Answer("admin", step, Rig.Response(api, version));
        }

        var events = await _evidence.StopAsync();

        Assert.Equal(sent.Order(), events.Select(e => e.Event.ApiKey).Distinct().Order());
        Assert.All(events, e => Assert.StartsWith("kafka.", e.Event.Action, StringComparison.Ordinal));
    }

    private static string Masked(AuditEvent e) =>
        string.Join(' ', [.. e.DataClasses, .. e.MaskFields, .. e.MaskTechniques, e.MaskedValues]);

    private static Message Fetch()
    {
        var request = Rig.Request(1, 12);
        request["SessionEpoch"] = -1;
        var topic = request.Add("Topics");
        topic["Topic"] = "payments.eu";
        topic.Add("Partitions");
        return request;
    }

    /// <summary>The one event there is; no byte of a payload is in it.</summary>
    private async Task<AuditEvent> SingleEvent()
    {
        var (e, encoded) = Assert.Single(await _evidence.StopAsync());
        Assert.Equal(-1, encoded.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)));
        return e;
    }
}
