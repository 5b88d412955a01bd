using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Pages of topics: where the next one begins may be a topic that its reader may not know of.</summary>
public sealed class TopicCursorTests
{
    [Fact]
    public async Task The_next_page_does_not_name_a_hidden_topic_and_begins_there()
    {
        // given a page that ends in front of a hidden topic
        using var rig = new Rig(Policies.Payments);
        var answer = await rig.Answer("analyst", await rig.Send("analyst", Rig.Request(75, 0)), Page("salaries", 7));
        var cursor = answer.Get<Message>("NextCursor");

        // when the client asks for the next one
        Assert.DoesNotContain("salaries", cursor.Get<string>("TopicName"), StringComparison.Ordinal);
        var step = await rig.Send("analyst", From(cursor));

        // then the broker begins at that topic
        Assert.Equal(("salaries", 7), (step.Sent.Get<Message>("Cursor").Get<string>("TopicName"), step.Sent.Get<Message>("Cursor").Get<int>("PartitionIndex")));
    }

    [Fact]
    public async Task No_two_seals_of_a_name_are_alike()
    {
        using var rig = new Rig(Policies.Payments);
        var names = new List<string>();
        for (var i = 0; i < 2; i++)
            names.Add((await rig.Answer("analyst", await rig.Send("analyst", Rig.Request(75, 0)), Page("salaries", 0))).Get<Message>("NextCursor").Get<string>("TopicName"));

        Assert.NotEqual(names[0], names[1]);
    }

    [Fact]
    public async Task A_topic_that_may_be_known_stays_as_it_is()
    {
        using var rig = new Rig(Policies.Payments);

        var answer = await rig.Answer("analyst", await rig.Send("analyst", Rig.Request(75, 0)), Page("payments.eu", 3));

        Assert.Equal("payments.eu", answer.Get<Message>("NextCursor")["TopicName"]);
        Assert.Equal("payments.eu", (await rig.Send("analyst", From(answer.Get<Message>("NextCursor")))).Sent.Get<Message>("Cursor")["TopicName"]);
    }

    [Theory, InlineData("?"), InlineData("?c2FsYXJpZXM"), InlineData("?not base64"), InlineData("?AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_seal_that_is_not_the_proxys_is_refused(string name)
    {
        using var rig = new Rig(Policies.Payments);
        var request = Rig.Request(75, 0);
        request.Add("Topics")["Name"] = "payments.eu";
        var cursor = new Message(request.Program, request.Program.FieldId("Cursor")!.Value);
        (cursor["TopicName"], request["Cursor"]) = (name, cursor);

        var step = await rig.Send("analyst", request);

        Assert.Equal(Verdict.Reply, step.Verdict);
        Assert.Equal((short)KafkaError.InvalidRequest, Assert.Single(step.Reply.Structs("Topics"))["ErrorCode"]);
    }

    private static Message Page(string next, int partition)
    {
        var answer = Rig.Response(75, 0);
        answer.Add("Topics")["Name"] = "payments.eu";
        var cursor = new Message(answer.Program, answer.Program.FieldId("NextCursor")!.Value);
        (cursor["TopicName"], cursor["PartitionIndex"], answer["NextCursor"]) = (next, partition, cursor);
        return answer;
    }

    private static Message From(Message next)
    {
        var request = Rig.Request(75, 0);
        var cursor = new Message(request.Program, request.Program.FieldId("Cursor")!.Value);
        (cursor["TopicName"], cursor["PartitionIndex"], request["Cursor"]) = (next["TopicName"], next["PartitionIndex"], cursor);
        return request;
    }
}
