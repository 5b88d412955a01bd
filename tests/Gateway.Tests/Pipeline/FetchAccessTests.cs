using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Fetch sessions when some of their topics are denied: as a broker that denies them itself.</summary>
public sealed class FetchAccessTests
{
    private static readonly Guid Payments = new("11111111-2222-4333-8444-555555555555");
    private static readonly Guid Salaries = new("21111111-2222-4333-8444-555555555555");

    [Theory, InlineData(7), InlineData(11), InlineData(12), InlineData(13), InlineData(17)]
    public async Task A_denied_topic_answers_in_every_response_of_its_session(short version)
    {
        // given a full fetch that opens a session over one topic that may be read and one that may not
        using var rig = NewRig();
        var full = await rig.Send("analyst", Fetch(version, session: 0, epoch: 0, "payments.eu", "salaries"));
        var first = await rig.Answer("analyst", full, Fetched(version, session: 77, "payments.eu"));

        // when nothing changes
        var incremental = await rig.Send("analyst", Fetch(version, session: 77, epoch: 1));
        var second = await rig.Answer("analyst", incremental, Fetched(version, session: 77));

        // and when the client lets the denied topic go
        var forgetting = Fetch(version, session: 77, epoch: 2);
        var forgotten = forgetting.Add("ForgottenTopicsData");
        Name(forgotten, "salaries");
        forgotten["Partitions"] = new[] { 0 };
        var last = await rig.Send("analyst", forgetting);
        var third = await rig.Answer("analyst", last, Fetched(version, session: 77));

        // then
        Assert.Equal(["payments.eu"], full.Sent.Structs("Topics").Select(NameOf));
        Assert.Equal([("payments.eu", 0), ("salaries", 29)], Errors(first));
        Assert.Equal([("salaries", 29)], Errors(second));
        Assert.Empty(Errors(third));
    }

    [Fact]
    public async Task A_fetch_of_denied_topics_alone_never_reaches_the_broker()
    {
        using var rig = NewRig();

        var step = await rig.Send("analyst", Fetch(12, session: 0, epoch: 0, "salaries"));

        Assert.Equal([("salaries", 29)], Errors(step.Reply));
        Assert.Equal(0, step.Reply["SessionId"]);
        Assert.NotNull(step.Reply.Structs("Responses")[0].Structs("Partitions")[0]["Records"]);
    }

    [Fact]
    public async Task Another_users_session_is_unknown()
    {
        using var rig = NewRig();
        var full = await rig.Send("analyst", Fetch(12, session: 0, epoch: 0, "payments.eu"));
        await rig.Answer("analyst", full, Fetched(12, session: 77, "payments.eu"));

        var stolen = await rig.Send("till", Fetch(12, session: 77, epoch: 1));
        var closing = await rig.Send("till", Fetch(12, session: 77, epoch: 0, "open.news"));

        Assert.Equal((short)KafkaError.FetchSessionIdNotFound, stolen.Reply["ErrorCode"]);
        Assert.Equal(0, closing.Sent["SessionId"]);
    }

    [Fact]
    public async Task A_topic_id_that_nobody_knows_is_answered_as_unknown()
    {
        using var rig = new Rig(Policies.Payments);

        var step = await rig.Send("analyst", Fetch(13, session: 0, epoch: -1, "payments.eu"));

        Assert.Equal((short)KafkaError.UnknownTopicId, step.Reply.Structs("Responses")[0].Structs("Partitions")[0]["ErrorCode"]);
    }

    [Fact]
    public async Task A_consumer_can_not_pose_as_a_broker()
    {
        using var rig = NewRig();
        var request = Fetch(12, session: 0, epoch: -1, "payments.eu");
        request["ReplicaId"] = 2;

        var step = await rig.Send("analyst", request);

        Assert.Equal(Verdict.Reply, step.Verdict);
        Assert.True(Filled.HasError(step.Reply));
    }

    [Fact]
    public async Task Records_of_a_topic_that_slipped_into_an_answer_are_withheld()
    {
        using var rig = NewRig();
        var step = await rig.Send("analyst", Fetch(12, session: 0, epoch: -1, "payments.eu"));

        var answer = await rig.Answer("analyst", step, Fetched(12, session: 0, "payments.eu", "salaries"));

        var partition = answer.Structs("Responses").Single(topic => NameOf(topic) == "salaries").Structs("Partitions")[0];
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, partition["ErrorCode"]);
        Assert.Empty(partition.Get<byte[]>("Records"));
    }

    [Fact]
    public async Task An_answer_is_judged_by_the_policy_of_its_request_and_the_next_request_by_the_new_one()
    {
        // given a fetch under way when the right to its topic is taken away
        using var rig = NewRig();
        var full = await rig.Send("analyst", Fetch(12, session: 0, epoch: 0, "payments.eu"));
        rig.Use(Policies.Payments.Replace("allow: [read], topics: \"payments.**\"", "allow: [read], topics: \"archive.**\"", StringComparison.Ordinal));

        // when it is answered, and the client asks for what is new in its session, and then for everything
        var first = await rig.Answer("analyst", full, Fetched(12, session: 77, "payments.eu"));
        var incremental = await rig.Send("analyst", Fetch(12, session: 77, epoch: 1));
        var again = await rig.Send("analyst", Fetch(12, session: 0, epoch: 0, "payments.eu"));

        // then the answer passes, the session of the old policy is unknown, and the right is gone
        Assert.Equal([("payments.eu", 0)], Errors(first));
        Assert.Equal((short)KafkaError.FetchSessionIdNotFound, incremental.Reply["ErrorCode"]);
        Assert.Equal([("payments.eu", 29)], Errors(again.Reply));
    }

    private static Rig NewRig() => new(Policies.Payments, (Payments, "payments.eu"), (Salaries, "salaries"));

    private static Message Fetch(short version, int session, int epoch, params string[] topics)
    {
        var request = Rig.Request(1, version);
        request["SessionId"] = session;
        request["SessionEpoch"] = epoch;
        foreach (var name in topics)
        {
            var topic = request.Add("Topics");
            Name(topic, name);
            topic.Add("Partitions")["Partition"] = 0;
        }

        return request;
    }

    private static Message Fetched(short version, int session, params string[] topics)
    {
        var answer = Rig.Response(1, version);
        answer["SessionId"] = session;
        foreach (var name in topics)
        {
            var topic = answer.Add("Responses");
            Name(topic, name);
            topic.Add("Partitions")["Records"] = TestBatch.At(40, """{"card":"4111111111111111"}""");
        }

        return answer;
    }

    private static void Name(Message topic, string name)
    {
        topic["Topic"] = name;
        topic["TopicId"] = name == "salaries" ? Salaries : Payments;
    }

    private static string NameOf(Message topic) =>
        topic["Topic"] as string ?? ((Guid)topic["TopicId"]! == Salaries ? "salaries" : "payments.eu");

    private static List<(string, int)> Errors(Message answer) =>
        [.. answer.Structs("Responses").Select(topic => (NameOf(topic), (int)topic.Structs("Partitions")[0].Get<short>("ErrorCode")))];
}
