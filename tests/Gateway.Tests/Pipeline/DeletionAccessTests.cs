using System.Collections;
using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Who may delete a topic but is denied to know of it: by name a broker refuses, by id it deletes.</summary>
public sealed class DeletionAccessTests
{
    private const string Hidden = """
        schema: policy/v1
        policy: {id: test, title: Test, owner: officer@shop.example, mode: enforce, approvedBy: [a, b], reviewBy: 2030-01-01}
        defaults: {access: deny, onError: reject}
        people:
          cleaners: {principals: ["User:cleaner"]}
          janitors: {principals: ["User:janitor"]}
        access:
          - {id: A1, allow: [delete], topics: "**", people: cleaners}
          - {id: A2, deny: [describe], topics: "payments.**", people: cleaners}
          - {id: A3, allow: ["*"], cluster: true, people: janitors}
        """;

    private static readonly Guid Id = new("0b4c5d6e-0000-4000-8000-000000000001");

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task By_name_it_must_be_describable_too(short version)
    {
        // given
        using var rig = new Rig(Hidden);

        // when
        var step = await rig.Send("cleaner", ByName(version, "open.news", "payments.eu"));

        // then
        Assert.Equal(["open.news"], version < 6 ? ((IEnumerable)step.Sent["TopicNames"]!).Cast<object>() : step.Sent.Structs("Topics").Select(topic => topic["Name"]));
        var answer = await rig.Answer("cleaner", step, Rig.Response(20, version));
        var refused = Assert.Single(answer.Structs("Responses"));
        Assert.Equal(("payments.eu", (short)KafkaError.TopicAuthorizationFailed), ((string)refused["Name"]!, (short)refused["ErrorCode"]!));
    }

    [Fact]
    public async Task By_id_it_need_not()
    {
        using var rig = new Rig(Hidden, (Id, "payments.eu"));
        var request = Rig.Request(20, 6);
        var topic = request.Add("Topics");
        (topic["Name"], topic["TopicId"]) = (null, Id);

        var step = await rig.Send("cleaner", request);

        Assert.Equal(Verdict.Next, step.Verdict);
        Assert.Equal(Id, step.Sent.Structs("Topics").Single()["TopicId"]);
    }

    [Fact]
    public async Task Who_may_do_everything_to_the_cluster_need_not()
    {
        using var rig = new Rig(Hidden);

        var step = await rig.Send("janitor", ByName(6, "payments.eu"));

        Assert.Equal("payments.eu", step.Sent.Structs("Topics").Single()["Name"]);
    }

    private static Message ByName(short version, params string[] names)
    {
        var request = Rig.Request(20, version);
        if (version < 6)
            request["TopicNames"] = names;
        else
            foreach (var name in names)
                request.Add("Topics")["Name"] = name;
        return request;
    }
}
