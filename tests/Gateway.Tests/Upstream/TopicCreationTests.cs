using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Compliance.Harness.Broker;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Compliance.Rules;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>Whether the brokers make topics by the way, the proxy asks them, and tells clients what a broker would.</summary>
public sealed class TopicCreationTests
{
    private const short DescribeConfigs = 32;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("false", "false", KafkaError.UnknownTopicOrPartition)]
    [InlineData("false", "true", KafkaError.TopicAuthorizationFailed)]
    [InlineData("false", "refused", KafkaError.TopicAuthorizationFailed)]
    [InlineData("false", "closed", KafkaError.TopicAuthorizationFailed)]
    [InlineData("false", "older", KafkaError.TopicAuthorizationFailed)]
    public async Task Who_may_not_create_a_topic_waits_for_it_where_no_broker_makes_one(string first, string second, KafkaError error)
    {
        // Given two brokers that say whether they make topics, or do not say,
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        Says(cluster.Brokers[0], first);
        Says(cluster.Brokers[1], second);
        await using var proxy = await RunningProxy.StartAsync([cluster.Brokers[0].Port], rules: PolicyLoader.Load([("p.yaml", """
            schema: policy/v1
            policy: {id: p, title: t, owner: o}
            people: {all: {principals: ["User:*"]}}
            access: [{id: A1, allow: [read], topics: "orders.**", people: all}]
            """)]).Rules);
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_cluster_up", ("cluster", "c")) == 1, Patience, "the cluster");

        // when somebody who may read, and create nothing, asks for a topic that is not there,
        using var client = await proxy.ConnectAsync();
        var api = ApiTable.Find(Frames.Metadata)!;
        var request = new Message(api.Request(4)) { ["AllowAutoTopicCreation"] = true };
        request.Add("Topics")["Name"] = "orders.new";
        await client.SendAsync(Frames.Request(Frames.Metadata, 4, 1, request.Encode()));

        // then he hears what such brokers say, nothing was made, and the log tells of who does not say.
        using var walk = new Walk();
        Assert.Null(walk.Read(api.Response(4), (await client.ReadAsync())!.AsMemory(4)));
        Assert.Equal((short)error, Message.Decode(walk).Structs("Topics")[0]["ErrorCode"]);
        Assert.Empty(cluster.Topics);
        Assert.Equal(second is "refused" or "closed" or "older", proxy.Log.Contains("do not tell the proxy whether they make topics"));
    }

    [Fact]
    public async Task Each_broker_is_asked_for_its_own_setting_and_no_more()
    {
        await using var cluster = await FakeCluster.StartAsync(brokers: 2);
        foreach (var broker in cluster.Brokers)
            Says(broker, "true");
        await using var proxy = await RunningProxy.StartAsync(cluster.Brokers[0].Port);
        await Eventually.TrueAsync(() => proxy.Metrics.Value("compliance_proxy_cluster_up", ("cluster", "c")) == 1, Patience, "the cluster");

        foreach (var broker in cluster.Brokers)
        {
            // It looks again as routes are added, so perhaps more than once.
            var asked = broker.Requests.Where(request => request.ApiKey == DescribeConfigs).ToList();
            Assert.NotEmpty(asked);
            Assert.All(asked, question =>
            {
                var resource = Assert.Single(question.Body.Structs("Resources"));
                Assert.Equal(((sbyte)4, $"{broker.NodeId}"), (resource["ResourceType"], resource["ResourceName"]));
                Assert.Equal(["auto.create.topics.enable"], Assert.IsType<IEnumerable<string>>(resource["ConfigurationKeys"], exactMatch: false));
            });
        }
    }

    private static void Says(FakeBroker broker, string what)
    {
        if (what == "older")
            return;
        broker.Offer(DescribeConfigs, 1, 4);
        var says = what == "closed" ? FakeAnswer.Close : FakeAnswer.With(request =>
        {
            var answer = request.NewAnswer();
            var result = answer.Add("Results");
            (result["ResourceType"], result["ResourceName"]) = ((sbyte)4, $"{broker.NodeId}");
            if (what == "refused")
            {
                result["ErrorCode"] = (short)KafkaError.ClusterAuthorizationFailed;
                return answer;
            }

            var config = result.Add("Configs");
            (config["Name"], config["Value"]) = ("auto.create.topics.enable", what);
            return answer;
        });
        broker.Script(DescribeConfigs, [.. Enumerable.Repeat(says, 20)]);
    }
}
