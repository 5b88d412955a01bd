using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Pipeline.Authorization;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

public sealed class AuthorizeTests
{
    /// <summary>Free at a broker too, or filtered in the answer only.</summary>
    private static readonly short[] Free = [16, 17, 18, 36, 60, 66, 71, 72];

    public static TheoryData<short, short> EveryVersion()
    {
        var data = new TheoryData<short, short>();
        foreach (var api in ApiTable.Rows.Where(row => row.OnBroker))
        {
            for (var version = api.MinVersion; version <= api.MaxVersion; version++)
                data.Add(api.Key, version);
        }

        return data;
    }

    [Fact]
    public void Every_api_of_a_broker_has_a_row_and_every_path_of_a_row_exists()
    {
        foreach (var api in ApiTable.Rows.Where(row => row.OnBroker))
        {
            Assert.True(AccessTable.Rows.TryGetValue(api.Key, out var row), $"{api.Name} has no row in the access table.");
            foreach (var check in row.Checks.Where(check => check.Path.Length > 0))
            {
                var inAnswer = check.Scope is CheckScope.Listed or CheckScope.Described;
                for (var version = Math.Max(check.From, api.MinVersion); version <= Math.Min(check.To, api.MaxVersion); version++)
                {
                    var program = inAnswer ? api.Response(version) : api.Request(version);
                    Assert.True(program.FieldId(check.Path) is not null, $"{program} has no field {check.Path}.");
                }
            }
        }
    }

    /// <summary>Every name of a request filled in, a user whom no rule knows: nothing of it may reach the broker.</summary>
    [Theory, MemberData(nameof(EveryVersion))]
    public async Task A_stranger_gets_nothing_through(short api, short version)
    {
        // given
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "payments.eu"));
        var request = Filled.Request(api, version);

        // when
        var step = await rig.Send("stranger", request);

        // then
        if (Free.Contains(api))
        {
            Assert.Equal(Verdict.Next, step.Verdict);
            return;
        }

        if (api == 3 && step.Verdict == Verdict.Next)
        {
            Assert.Empty(step.Sent.Structs("Topics"));
            return;
        }

        Assert.NotEqual(Verdict.Next, step.Verdict);
        // Log dirs have a place for a code from version 3 on: below, an empty list says it.
        if (step.Verdict == Verdict.Reply && (api, version) is not (35, < 3))
            Assert.True(Filled.HasError(step.Reply), $"{request.Program}: the answer carries no error.");
    }

    /// <summary>A share session counts its requests at the broker: one that loses all its topics goes on without them.</summary>
    [Theory, InlineData(78, 1), InlineData(78, 2), InlineData(79, 1), InlineData(79, 2)]
    public async Task A_share_request_of_nothing_but_denied_topics_is_still_a_step_of_its_session(short api, short version)
    {
        // given
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "secrets.eu"));
        var request = Filled.Request(api, version);
        (request["GroupId"], request["ShareSessionEpoch"]) = ("analyst-1", 3);

        // when
        var step = await rig.Send("analyst", request);

        // then
        Assert.Equal(Verdict.Next, step.Verdict);
        Assert.Empty(step.Sent.Structs("Topics"));
        Assert.Equal(3, step.Sent["ShareSessionEpoch"]);
        var answer = await rig.Answer("analyst", step, Rig.Response(api, version));
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, answer.Structs("Responses")[0].Structs("Partitions")[0]["ErrorCode"]);
    }

    [Theory, InlineData(78, 2), InlineData(79, 2), InlineData(1, 12)]
    public async Task An_answer_that_fails_as_a_whole_gets_no_entries(short api, short version)
    {
        // given: a request that loses a topic, the rest goes on
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "secrets.eu"));
        var request = Filled.Request(api, version);
        if (api == 1)
            (request["ReplicaId"], request.Structs("Topics")[0]["Topic"], request.Add("Topics")["Topic"]) = (-1, "secrets.eu", "payments.eu");
        else
            request["GroupId"] = "analyst-1";
        var step = await rig.Send("analyst", request);

        // when
        var failed = Rig.Response(api, version);
        failed["ErrorCode"] = (short)71;
        var answer = await rig.Answer("analyst", step, failed);

        // then
        Assert.Equal((short)71, answer["ErrorCode"]);
        Assert.Empty(answer.Structs("Responses"));
    }

    /// <summary>The admin of the same policy may do everything, so the same request passes unchanged.</summary>
    [Theory, MemberData(nameof(EveryVersion))]
    public async Task Who_may_do_everything_is_not_in_the_way(short api, short version)
    {
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "payments.eu"));
        var request = Filled.Request(api, version);
        var tokens = api is >= 38 and <= 41;

        var step = await rig.Send("admin", request);

        Assert.Equal(tokens ? Verdict.Reply : Verdict.Next, step.Verdict);
        if (!tokens)
            Assert.Equal(request.Encode(), step.Sent.Encode());
    }

    [Theory, InlineData(3), InlineData(8), InlineData(9), InlineData(12)]
    public async Task A_produce_of_which_one_topic_is_denied_is_answered_in_part(short version)
    {
        // given
        using var rig = new Rig(Policies.Payments);
        var request = Produce(version, acks: -1, "payments.eu", "open.news");

        // when
        var step = await rig.Send("till", request);
        var answer = await rig.Answer("till", step, Stored(version, "payments.eu"));

        // then
        Assert.Equal(["payments.eu"], step.Sent.Structs("TopicData").Select(topic => topic["Name"]));
        var topics = answer.Structs("Responses").ToDictionary(topic => (string)topic["Name"]!, topic => topic.Structs("PartitionResponses")[0]);
        Assert.Equal(2, topics.Count);
        Assert.Equal((short)0, topics["payments.eu"]["ErrorCode"]);
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, topics["open.news"]["ErrorCode"]);
    }

    [Fact]
    public async Task A_denied_produce_that_waits_for_no_answer_closes_the_connection()
    {
        using var rig = new Rig(Policies.Payments);

        var step = await rig.Send("till", Produce(9, acks: 0, "payments.eu", "open.news"));

        Assert.Equal(Verdict.Break, step.Verdict);
    }

    [Fact]
    public async Task A_transactional_id_is_checked_before_its_topics()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Produce(9, acks: -1, "payments.eu");
        request["TransactionalId"] = "others-1";
        request.Structs("TopicData")[0].Structs("PartitionData")[0].Get<byte[]>("Records")[22] |= 0x10;

        var step = await rig.Send("till", request);

        Assert.Equal((short)KafkaError.TransactionalIdAuthorizationFailed, step.Reply.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"]);
    }

    [Fact]
    public async Task Partitions_beside_a_denied_one_are_not_added_to_a_transaction()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(24, 3);
        request["V3AndBelowTransactionalId"] = "till-1";
        foreach (var name in (string[])["payments.eu", "open.news"])
        {
            var topic = request.Add("V3AndBelowTopics");
            topic["Name"] = name;
            topic["Partitions"] = new[] { 0 };
        }

        var step = await rig.Send("till", request);

        var codes = step.Reply.Structs("ResultsByTopicV3AndBelow").ToDictionary(t => (string)t["Name"]!, t => t.Structs("ResultsByPartition")[0]["PartitionErrorCode"]);
        Assert.Equal((short)KafkaError.OperationNotAttempted, codes["payments.eu"]);
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, codes["open.news"]);
    }

    [Fact]
    public async Task Groups_that_may_not_be_described_are_not_listed()
    {
        using var rig = new Rig(Policies.Payments);
        var step = await rig.Send("analyst", Rig.Request(16, 4));
        var broker = Rig.Response(16, 4);
        foreach (var id in (string[])["analyst-a", "secret", "analyst-b"])
            broker.Add("Groups")["GroupId"] = id;

        var answer = await rig.Answer("analyst", step, broker);

        Assert.Equal(["analyst-a", "analyst-b"], answer.Structs("Groups").Select(group => group["GroupId"]));
    }

    [Fact]
    public async Task A_group_that_works_on_a_hidden_topic_is_described_as_denied()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(69, 0);
        request["GroupIds"] = new List<string> { "analyst-a", "analyst-b" };
        var step = await rig.Send("analyst", request);
        var broker = Rig.Response(69, 0);
        foreach (var (group, topic) in (ReadOnlySpan<(string, string)>)[("analyst-a", "payments.eu"), ("analyst-b", "salaries")])
        {
            var described = broker.Add("Groups");
            described["GroupId"] = group;
            described.Add("Members").Get<Message>("Assignment").Add("TopicPartitions")["TopicName"] = topic;
        }

        var answer = await rig.Answer("analyst", step, broker);

        var groups = answer.Structs("Groups").ToDictionary(group => (string)group["GroupId"]!);
        Assert.Single(groups["analyst-a"].Structs("Members"));
        Assert.Empty(groups["analyst-b"].Structs("Members"));
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, groups["analyst-b"]["ErrorCode"]);
    }

    [Fact]
    public async Task Offsets_of_a_hidden_topic_are_refused_within_their_group()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(9, 8);
        foreach (var id in (string[])["analyst-a", "analyst-b"])
        {
            var group = request.Add("Groups");
            group["GroupId"] = id;
            foreach (var name in (string[])["payments.eu", "salaries"])
            {
                var topic = group.Add("Topics");
                topic["Name"] = name;
                topic["PartitionIndexes"] = new[] { 0 };
            }
        }

        var step = await rig.Send("analyst", request);
        var broker = Rig.Response(9, 8);
        foreach (var id in (string[])["analyst-a", "analyst-b"])
        {
            var group = broker.Add("Groups");
            group["GroupId"] = id;
            var topic = group.Add("Topics");
            topic["Name"] = "payments.eu";
            topic.Add("Partitions")["CommittedOffset"] = 7L;
        }

        var answer = await rig.Answer("analyst", step, broker);

        Assert.All(step.Sent.Structs("Groups"), group => Assert.Equal("payments.eu", Assert.Single(group.Structs("Topics"))["Name"]));
        foreach (var group in answer.Structs("Groups"))
        {
            var topics = group.Structs("Topics").ToDictionary(topic => (string)topic["Name"]!, topic => topic.Structs("Partitions")[0]["ErrorCode"]);
            Assert.Equal((short)0, topics["payments.eu"]);
            Assert.Equal((short)KafkaError.TopicAuthorizationFailed, topics["salaries"]);
        }
    }

    [Fact]
    public async Task A_subscription_that_the_broker_would_evaluate_is_refused_unless_every_topic_may_be_known()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(68, 1);
        request["GroupId"] = "analyst-a";
        request["SubscribedTopicRegex"] = ".*";

        var analyst = await rig.Send("analyst", request);
        var admin = await rig.Send("admin", request);

        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, analyst.Reply["ErrorCode"]);
        Assert.Equal(".*", admin.Sent["SubscribedTopicRegex"]);
    }

    [Fact]
    public async Task What_a_client_is_told_it_may_do_is_what_the_rules_say()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(15, 5);
        request["Groups"] = new List<string> { "analyst-a" };
        request["IncludeAuthorizedOperations"] = true;
        var step = await rig.Send("analyst", request);
        var broker = Rig.Response(15, 5);
        var group = broker.Add("Groups");
        group["GroupId"] = "analyst-a";
        group["AuthorizedOperations"] = 0x7FF8;

        var answer = await rig.Answer("analyst", step, broker);

        Assert.Equal((1 << 3) | (1 << 8), answer.Structs("Groups")[0]["AuthorizedOperations"]);
    }

    internal static Message Produce(short version, short acks, params string[] topics)
    {
        var request = Rig.Request(0, version);
        request["Acks"] = acks;
        foreach (var name in topics)
        {
            var topic = request.Add("TopicData");
            topic["Name"] = name;
            topic.Add("PartitionData")["Records"] = TestBatch.Of("""{"card":"4111111111111111"}""");
        }

        return request;
    }

    internal static Message Stored(short version, params string[] topics)
    {
        var answer = Rig.Response(0, version);
        foreach (var name in topics)
        {
            var topic = answer.Add("Responses");
            topic["Name"] = name;
            topic.Add("PartitionResponses")["BaseOffset"] = 7L;
        }

        return answer;
    }
}
