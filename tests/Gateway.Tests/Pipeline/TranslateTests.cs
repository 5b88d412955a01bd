using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

public sealed class TranslateTests
{
    public static TheoryData<short, short> EveryAnswerWithAnAddress()
    {
        var data = new TheoryData<short, short>();
        foreach (var api in ApiTable.Rows.Where(row => row.OnBroker))
        {
            for (var version = api.MinVersion; version <= api.MaxVersion; version++)
            {
                if (api.Response(version).Has(FieldRole.Host))
                    data.Add(api.Key, version);
            }
        }

        return data;
    }

    /// <summary>Whatever the API, a broker's host and port in an answer become the proxy's; untagged, tagged and in error paths.</summary>
    [Theory, MemberData(nameof(EveryAnswerWithAnAddress))]
    public async Task No_address_of_a_broker_leaves(short api, short version)
    {
        // given
        using var rig = new Rig();
        var step = await rig.Send("anybody", Filled.Request(api, version));
        var broker = Rig.Response(api, version);
        var list = (string[])["Brokers", "Coordinators", "NodeEndpoints"];
        var named = list.FirstOrDefault(name => broker.Program.FieldId(name) is not null);
        var entry = named is null ? broker : broker.Add(named);
        entry[api == 60 ? "BrokerId" : "NodeId"] = 7;
        entry["Host"] = "real.broker.example";
        entry["Port"] = 9092;

        // when
        var answer = await rig.Answer("anybody", step, broker);

        // then
        var seen = named is null ? answer : answer.Structs(named)[0];
        Assert.Equal("proxy.example", seen["Host"]);
        Assert.Equal(Rig.FirstBrokerPort + 7, seen["Port"]);
    }

    [Fact]
    public void The_places_with_an_address_are_those_that_kafka_has()
    {
        // A new one must come with a test of its own: this list is the reminder.
        var apis = EveryAnswerWithAnAddress().Select(row => row.Data.Item1).Distinct().Order().Select(key => (int)key);
        Assert.Equal([0, 1, 3, 10, 60, 78, 79], apis);
    }

    [Theory, InlineData(0), InlineData(2)]
    public async Task A_host_without_a_number_that_clients_could_be_told_is_left_out(short version)
    {
        using var rig = new Rig();
        var step = await rig.Send("anybody", Filled.Request(60, version));
        var broker = Rig.Response(60, version);
        var entry = broker.Add("Brokers");
        (entry["BrokerId"], entry["Host"], entry["Port"]) = (-2, "real.broker.example", 9092);

        var answer = await rig.Answer("anybody", step, broker);

        Assert.Equal(("", -1), (answer.Structs("Brokers")[0]["Host"], answer.Structs("Brokers")[0]["Port"]));
    }

    [Theory, InlineData(1), InlineData(5)]
    public async Task A_coordinator_that_is_not_there_stays_as_it_is(short version)
    {
        using var rig = new Rig();
        var step = await rig.Send("anybody", Filled.Request(10, version));
        var broker = Rig.Response(10, version);
        var entry = version >= 4 ? broker.Add("Coordinators") : broker;
        entry["ErrorCode"] = (short)15;
        entry["NodeId"] = -1;
        entry["Host"] = "";
        entry["Port"] = -1;

        var answer = await rig.Answer("anybody", step, broker);

        Assert.Equal(broker.Encode(), answer.Encode());
    }

    [Fact]
    public async Task Controllers_are_not_shown()
    {
        using var rig = new Rig();
        var step = await rig.Send("anybody", Filled.Request(55, 2));
        var broker = Rig.Response(55, 2);
        var listener = broker.Add("Nodes").Add("Listeners");
        listener["Name"] = "CONTROLLER";
        listener["Host"] = "real.controller.example";

        var answer = await rig.Answer("anybody", step, broker);

        Assert.Empty(answer.Structs("Nodes")[0].Structs("Listeners"));
    }

    [Fact]
    public async Task Addresses_in_the_text_of_a_brokers_configuration_are_the_proxys()
    {
        // given a node that clients know
        using var rig = new Rig();
        var metadata = await rig.Send("anybody", Filled.Request(60, 1));
        var nodes = Rig.Response(60, 1);
        var node = nodes.Add("Brokers");
        (node["BrokerId"], node["Host"], node["Port"]) = (7, "real.broker.example", 9092);
        await rig.Answer("anybody", metadata, nodes);

        // when
        var step = await rig.Send("anybody", Filled.Request(32, 4));
        var broker = Rig.Response(32, 4);
        var result = broker.Add("Results");
        (result["ResourceType"], result["ResourceName"]) = ((sbyte)4, "7");
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)[
            ("advertised.listeners", "SASL://real.broker.example:9092,PLAIN://real.broker.example:9093"), ("controller.quorum.voters", "1@real.controller.example:9094"), ("controller.quorum.bootstrap.servers", ""), ("log.dirs", "/data")])
        {
            var config = result.Add("Configs");
            (config["Name"], config["Value"]) = (name, value);
        }

        var answer = await rig.Answer("anybody", step, broker);

        // then
        var values = answer.Structs("Results")[0].Structs("Configs").ToDictionary(config => (string)config["Name"]!, config => (string?)config["Value"]);
        Assert.Equal("SASL://proxy.example:20007,PLAIN://proxy.example:20007", values["advertised.listeners"]);
        Assert.Null(values["controller.quorum.voters"]);
        Assert.Equal("", values["controller.quorum.bootstrap.servers"]);
        Assert.Equal("/data", values["log.dirs"]);
    }

    [Theory, InlineData(0), InlineData(3), InlineData(5)]
    public async Task Versions_are_what_the_broker_offers_and_the_proxy_knows(short version)
    {
        // given a broker of the future, and one API that nobody knows
        using var rig = new Rig();
        var step = await rig.Send("anybody", Rig.Request(18, version));
        var broker = Rig.Response(18, version);
        Offer(broker, 0, 0, 99);
        Offer(broker, 1, 6, 8);
        Offer(broker, 3, 90, 99);
        Offer(broker, 52, 0, 2);
        Offer(broker, 999, 0, 1);

        // when
        var answer = await rig.Answer("anybody", step, broker);

        // then
        var offered = answer.Structs("ApiKeys").Select(key => ((short)key["ApiKey"]!, (short)key["MinVersion"]!, (short)key["MaxVersion"]!));
        Assert.Equal([((short)0, (short)0, ApiTable.Find(0)!.MaxVersion), ((short)1, (short)6, (short)8)], offered);
    }

    [Fact]
    public async Task What_an_id_stands_for_is_learnt_from_answers_that_pass() => Assert.Equal("payments.eu", await LearntAsync(3, 12, "Topics", "payments.eu"));

    /// <summary>A deletion by an id and a name that is not its own, as a broker answers it: else who may send one gives a topic the name, and with it the rules, of another.</summary>
    [Fact]
    public async Task What_a_refused_entry_repeats_of_the_request_is_not_learnt() =>
        Assert.Null(await LearntAsync(20, 6, "Responses", "open.news", entry => entry["ErrorCode"] = (short)KafkaError.InvalidRequest));

    /// <summary>A topic whose leader is away has its id all the same.</summary>
    [Fact]
    public async Task What_fails_within_a_topic_that_is_there_hides_no_id() =>
        Assert.Equal("payments.eu", await LearntAsync(3, 12, "Topics", "payments.eu", topic => topic.Add("Partitions")["ErrorCode"] = (short)KafkaError.LeaderNotAvailable));

    /// <summary>The name that an id has once an answer has passed in which both stand.</summary>
    private static async Task<string?> LearntAsync(short api, short version, string list, string name, Action<Message>? also = null)
    {
        using var rig = new Rig();
        var id = Guid.NewGuid();
        var step = await rig.Send("anybody", Filled.Request(api, version));
        var broker = Rig.Response(api, version);
        var entry = broker.Add(list);
        (entry["Name"], entry["TopicId"]) = (name, id);
        also?.Invoke(entry);

        await rig.Answer("anybody", step, broker);

        return rig.Topics.TryName(id, out var learnt) ? learnt : null;
    }

    private static void Offer(Message answer, short api, short min, short max)
    {
        var key = answer.Add("ApiKeys");
        (key["ApiKey"], key["MinVersion"], key["MaxVersion"]) = (api, min, max);
    }
}
