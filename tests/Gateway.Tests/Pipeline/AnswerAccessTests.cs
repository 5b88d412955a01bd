using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>What answers tell beyond what was asked for by name: found by holding the proxy against Kafka's own authorizer.</summary>
public sealed class AnswerAccessTests
{
    private static readonly Guid Secret = new("5e5e5e5e-0000-4000-8000-000000000001");
    private static readonly Guid Nobodys = new("5e5e5e5e-0000-4000-8000-000000000002");

    [Fact]
    public async Task Offsets_of_all_topics_leave_out_those_that_stand_there_by_an_id_alone()
    {
        // Given a group that has offsets in a topic that its reader may know of, in one that he may not, and in one that nobody knows,
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "payments.eu"), (Secret, "secrets.eu"));
        var request = Rig.Request(9, 10);
        var group = request.Add("Groups");
        (group["GroupId"], group["Topics"]) = ("analyst-1", null);
        var step = await rig.Send("analyst", request);
        var answer = Rig.Response(9, 10);
        var answered = answer.Add("Groups");
        answered["GroupId"] = "analyst-1";
        foreach (var id in new[] { Filled.TopicId, Secret, Nobodys })
            answered.Add("Topics")["TopicId"] = id;

        // when he asks for all of them, then the first alone is in the answer.
        var seen = await rig.Answer("analyst", step, answer);
        Assert.Equal(Filled.TopicId, Assert.Single(seen.Structs("Groups")[0].Structs("Topics"))["TopicId"]);
    }

    [Theory]
    [InlineData("create", 5, true)]
    [InlineData("create", 7, true)]
    [InlineData("create, describeConfigs", 7, false)]
    [InlineData("create", 4, null)]
    public async Task Configs_of_a_made_topic_are_told_to_those_who_may_describe_them(string operations, short version, bool? areHidden)
    {
        // Given somebody who may make topics,
        var policy = Policies.Payments.Replace("allow: [write], topics: \"payments.**\"", $"allow: [{operations}], topics: \"payments.**\"", StringComparison.Ordinal)
            .Replace(", transactionalIds: \"till-*\"", "", StringComparison.Ordinal);
        using var rig = new Rig(policy, (Filled.TopicId, "payments.eu"));
        var request = Rig.Request(19, version);
        request.Add("Topics")["Name"] = "payments.eu";
        var step = await rig.Send("till", request);
        var answer = Rig.Response(19, version);
        var made = answer.Add("Topics");
        made["Name"] = "payments.eu";
        if (made.Has("Configs"))
        {
            (made["NumPartitions"], made["ReplicationFactor"]) = (3, 1);
            made.Add("Configs")["Name"] = "retention.ms";
        }

        if (made.Has("TopicId"))
            made["TopicId"] = Filled.TopicId;

        // when the broker tells what it made, then its configs go on only to who may describe them.
        var seen = Assert.Single((await rig.Answer("till", step, answer)).Structs("Topics"));
        Assert.Equal("payments.eu", seen["Name"]);
        Assert.Equal((short)0, seen["ErrorCode"]);
        if (areHidden is not { } hidden)
            return;
        Assert.Equal(hidden ? (short)KafkaError.TopicAuthorizationFailed : (short)0, seen["TopicConfigErrorCode"]);
        Assert.Equal(hidden ? -1 : 3, seen["NumPartitions"]);
        Assert.Equal(hidden ? 0 : 1, seen.Structs("Configs").Count);
        Assert.True(!seen.Has("TopicId") || seen.Get<Guid>("TopicId") == Filled.TopicId);
    }
}
