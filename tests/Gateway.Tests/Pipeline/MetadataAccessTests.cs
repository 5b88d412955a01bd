using System.Collections.Immutable;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

public sealed class MetadataAccessTests
{
    [Theory, InlineData(4), InlineData(9), InlineData(13)]
    public async Task A_hidden_topic_is_denied_without_a_trace_of_it(short version)
    {
        // given
        using var rig = new Rig(Policies.Payments);

        // when
        var step = await rig.Send("analyst", Metadata(version, "payments.eu", "salaries"));
        var answer = await rig.Answer("analyst", step, Known(version, "payments.eu"));

        // then
        Assert.Equal(["payments.eu"], step.Sent.Structs("Topics").Select(topic => topic["Name"]));
        var hidden = answer.Structs("Topics").Single(topic => (string?)topic["Name"] == "salaries");
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, hidden["ErrorCode"]);
        Assert.Empty(hidden.Structs("Partitions"));
        Assert.Equal(Guid.Empty, hidden["TopicId"] ?? Guid.Empty);
    }

    [Fact]
    public async Task The_list_of_all_topics_leaves_the_hidden_ones_out()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(3, 9);
        request["Topics"] = null;

        var step = await rig.Send("analyst", request);
        var answer = await rig.Answer("analyst", step, Known(9, "payments.eu", "salaries", "open.news"));

        Assert.Equal(["payments.eu", "open.news"], answer.Structs("Topics").Select(topic => topic["Name"]));
    }

    [Fact]
    public async Task Brokers_come_even_when_every_topic_is_denied()
    {
        using var rig = new Rig(Policies.Payments);

        var step = await rig.Send("analyst", Metadata(9, "salaries"));

        Assert.Equal(Verdict.Next, step.Verdict);
        Assert.Empty(step.Sent.Structs("Topics"));
    }

    [Fact]
    public async Task A_topic_that_is_asked_for_by_an_id_and_the_name_of_another_is_not_known()
    {
        // given two topics of which the analyst may know one: a broker would go by the id, whatever the name
        var (hidden, open) = (Guid.NewGuid(), Guid.NewGuid());
        using var rig = new Rig(Policies.Payments, (hidden, "salaries"), (open, "payments.eu"));
        var request = Metadata(12, "payments.eu", "payments.eu", "payments.eu");
        request.Structs("Topics")[0]["TopicId"] = hidden;
        request.Structs("Topics")[1]["TopicId"] = Guid.NewGuid();
        request.Structs("Topics")[2]["TopicId"] = open;

        // when
        var step = await rig.Send("analyst", request);

        // then only the one whose id and name belong together is asked for
        Assert.Equal(open, Assert.Single(step.Sent.Structs("Topics"))["TopicId"]);
    }

    [Fact]
    public async Task Nobody_creates_a_topic_through_the_proxys_account()
    {
        // given a topic that is not there, asked for by one who may read it but not create it
        using var rig = new Rig(Policies.Payments);

        // when
        var step = await rig.Send("analyst", Metadata(9, "payments.new"));
        var broker = Rig.Response(3, 9);
        var topic = broker.Add("Topics");
        topic["Name"] = "payments.new";
        topic["ErrorCode"] = (short)KafkaError.UnknownTopicOrPartition;
        var answer = await rig.Answer("analyst", step, broker);

        // then
        Assert.Equal(false, step.Sent["AllowAutoTopicCreation"]);
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, answer.Structs("Topics")[0]["ErrorCode"]);
    }

    [Fact]
    public async Task Who_may_create_topics_still_does()
    {
        using var rig = new Rig(Policies.Payments);

        var step = await rig.Send("admin", Metadata(9, "payments.new"));

        Assert.Equal(true, step.Sent["AllowAutoTopicCreation"]);
    }

    /// <summary>Below version 4 a name makes its topic, and nothing can forbid it but a question after all topics.</summary>
    [Theory, InlineData(0), InlineData(1), InlineData(3)]
    public async Task Nobody_creates_a_topic_by_a_version_without_a_flag(short version)
    {
        // given two topics of which one is not there, and one that may not be known
        using var rig = new Rig(Policies.Payments);

        // when they are asked for by one who may read but not create
        var step = await rig.Send("analyst", Metadata(version, "payments.eu", "payments.new", "salaries"));
        var answer = await rig.Answer("analyst", step, Known(version, "payments.eu", "payments.us", "salaries"));

        // then all are asked for, and the answer has those that were named, no more
        Assert.Equal(version == 0, step.Sent["Topics"] is not null);
        Assert.Empty(step.Sent.Structs("Topics"));
        Assert.Equal([("payments.eu", 0), ("payments.new", 29), ("salaries", 29)],
            answer.Structs("Topics").Select(topic => (topic.Get<string>("Name"), (int)topic.Get<short>("ErrorCode"))).Order());
        Assert.Equal(1, answer.Structs("Topics").Sum(topic => topic.Structs("Partitions").Count));
    }

    [Theory, InlineData(1), InlineData(9)]
    public async Task Where_no_broker_makes_topics_one_that_is_not_there_is_told_as_that(short version)
    {
        // given brokers that make none, and a topic that is not there and that the analyst could not create
        using var rig = new Rig(Policies.Payments);
        rig.View.Seen(new VersionTable(ImmutableSortedDictionary<short, (short Min, short Max)>.Empty), 1, makesTopics: false);

        // when he asks for it
        var step = await rig.Send("analyst", Metadata(version, "payments.new", "salaries"));
        var broker = Known(version);
        if (version >= 4)
        {
            var topic = broker.Add("Topics");
            (topic["Name"], topic["ErrorCode"]) = ("payments.new", (short)KafkaError.UnknownTopicOrPartition);
        }

        var answer = await rig.Answer("analyst", step, broker);

        // then he hears that, and still makes none: brokers may have been told otherwise since they were asked
        Assert.Equal([("payments.new", 3), ("salaries", 29)], answer.Structs("Topics").Select(topic => (topic.Get<string>("Name"), (int)topic.Get<short>("ErrorCode"))).Order());
        Assert.True(version < 4 ? step.Sent.Structs("Topics").Count == 0 : step.Sent["AllowAutoTopicCreation"] is false);
    }

    [Theory, InlineData(0), InlineData(3)]
    public async Task A_version_without_a_flag_asks_for_what_it_names_where_that_may_be_created(short version)
    {
        using var rig = new Rig(Policies.Payments);

        var step = await rig.Send("admin", Metadata(version, "payments.new"));

        Assert.Equal("payments.new", Assert.Single(step.Sent.Structs("Topics"))["Name"]);
    }

    [Fact]
    public async Task All_topics_are_asked_for_by_every_version()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(3, 1);
        request["Topics"] = null;

        var step = await rig.Send("analyst", request);
        var answer = await rig.Answer("analyst", step, Known(1, "payments.eu", "salaries"));

        Assert.Equal("payments.eu", Assert.Single(answer.Structs("Topics"))["Name"]);
    }

    private static Message Metadata(short version, params string[] topics)
    {
        var request = Rig.Request(3, version);
        request["AllowAutoTopicCreation"] = true;
        foreach (var name in topics)
            request.Add("Topics")["Name"] = name;
        return request;
    }

    private static Message Known(short version, params string[] topics)
    {
        var answer = Rig.Response(3, version);
        foreach (var name in topics)
        {
            var topic = answer.Add("Topics");
            topic["Name"] = name;
            topic["TopicId"] = Guid.NewGuid();
            topic.Add("Partitions");
        }

        return answer;
    }
}
