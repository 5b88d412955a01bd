using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Refusals in the form of Kafka 4.4's brokers: the code, where it stands, what is named beside it, and what is looked at first.</summary>
public sealed class RefusalFormTests
{
    private static readonly Guid Known = new("5e5e5e5e-0000-4000-8000-000000000001");

    [Theory, InlineData(0, (short)0), InlineData(1, (short)31), InlineData(2, (short)31)]
    public async Task An_election_is_refused_at_the_top_and_for_each_partition(short version, short top)
    {
        var request = Rig.Request(43, version);
        var asked = request.Add("TopicPartitions");
        (asked["Topic"], asked["Partitions"]) = ("payments.eu", new[] { 0, 3 });

        var reply = await Refused(request);

        Assert.Equal(top, reply["ErrorCode"] ?? (short)0);
        var topic = Assert.Single(reply.Structs("ReplicaElectionResults"));
        Assert.Equal("payments.eu", topic["Topic"]);
        Assert.Equal([(0, (short)31), (3, (short)31)], topic.Structs("PartitionResult").Select(partition => (partition.Get<int>("PartitionId"), partition.Get<short>("ErrorCode"))));
    }

    [Fact]
    public async Task An_election_of_all_partitions_below_version_1_has_no_place_for_the_code_and_is_answered_with_nothing()
    {
        var request = Rig.Request(43, 0);
        request["TopicPartitions"] = null;

        Assert.Empty((await Refused(request)).Structs("ReplicaElectionResults"));
    }

    [Theory, InlineData(0), InlineData(1)]
    public async Task A_reassignment_is_refused_at_the_top_and_for_each_partition(short version)
    {
        var request = Rig.Request(45, version);
        var asked = request.Add("Topics");
        asked["Name"] = "payments.eu";
        asked.Add("Partitions")["PartitionIndex"] = 3;

        var reply = await Refused(request);

        Assert.Equal((short)31, reply["ErrorCode"]);
        var topic = Assert.Single(reply.Structs("Responses"));
        Assert.Equal("payments.eu", topic["Name"]);
        var partition = Assert.Single(topic.Structs("Partitions"));
        Assert.Equal((3, (short)31), (partition.Get<int>("PartitionIndex"), partition.Get<short>("ErrorCode")));
    }

    [Fact]
    public async Task A_list_of_reassignments_is_refused_with_what_it_asked_for_and_no_replicas()
    {
        var request = Rig.Request(46, 0);
        var asked = request.Add("Topics");
        (asked["Name"], asked["PartitionIndexes"]) = ("payments.eu", new[] { 1, 2 });

        var reply = await Refused(request);

        Assert.Equal((short)31, reply["ErrorCode"]);
        var topic = Assert.Single(reply.Structs("Topics"));
        Assert.Equal("payments.eu", topic["Name"]);
        Assert.Equal([1, 2], topic.Structs("Partitions").Select(partition => partition["PartitionIndex"]));
        Assert.All(topic.Structs("Partitions"), partition => Assert.Empty(partition.Get<int[]>("Replicas")));
    }

    [Fact]
    public async Task Users_whose_credentials_may_not_be_described_are_not_named()
    {
        var request = Rig.Request(50, 0);
        foreach (var user in (string[])["b", "a"])
            request.Add("Users")["Name"] = user;

        var reply = await Refused(request);

        Assert.Equal((short)31, reply["ErrorCode"]);
        Assert.Equal([("", (short)31), ("", (short)31)], reply.Structs("Results").Select(result => (result.Get<string>("User"), result.Get<short>("ErrorCode"))));
    }

    [Fact]
    public async Task Users_whose_credentials_may_not_be_altered_are_named_once_and_in_order()
    {
        var request = Rig.Request(51, 0);
        foreach (var user in (string[])["zoe", "bob"])
            request.Add("Deletions")["Name"] = user;
        foreach (var user in (string[])["bob", "anna"])
            request.Add("Upsertions")["Name"] = user;

        var reply = await Refused(request);

        Assert.Equal(["anna", "bob", "zoe"], reply.Structs("Results").Select(result => result["User"]));
        Assert.All(reply.Structs("Results"), result => Assert.Equal((short)31, result["ErrorCode"]));
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public async Task Log_dirs_are_refused_by_an_empty_list_and_from_version_3_on_a_code(short version)
    {
        var reply = await Refused(Rig.Request(35, version));

        Assert.Empty(reply.Structs("Results"));
        Assert.Equal(version >= 3 ? (short)31 : null, reply["ErrorCode"]);
    }

    [Theory]
    [InlineData(4, null, null, 30)]
    [InlineData(5, null, null, 23)]
    [InlineData(5, "consumer", null, 23)]
    [InlineData(5, null, "range", 23)]
    [InlineData(5, "consumer", "range", 30)]
    public async Task A_sync_without_its_protocol_is_told_so_before_its_rights_are_looked_at(short version, string? type, string? protocol, short code)
    {
        var request = Rig.Request(14, version);
        (request["GroupId"], request["ProtocolType"], request["ProtocolName"]) = ("others", type, protocol);

        Assert.Equal(code, (await Refused(request))["ErrorCode"]);
    }

    [Theory, InlineData(29), InlineData(30), InlineData(31)]
    public async Task A_request_about_acls_that_a_broker_cannot_read_closes_the_connection(short api)
    {
        using var rig = new Rig(Policies.Payments);
        for (short version = 1; version <= 3; version++)
        {
            // given types and operations as they are to be, each, and none at all
            var read = Acl(api, version, 2, 3);
            var unread = new[] { Acl(api, version, 0, 3), Acl(api, version, 2, 0) };

            // then the first is refused, and the others end the connection
            Assert.Equal(Verdict.Reply, (await rig.Send("till", read)).Verdict);
            foreach (var request in unread)
                Assert.Equal(Verdict.Break, (await rig.Send("till", request)).Verdict);
        }
    }

    [Theory]
    [InlineData(33, 0, false, 42)]
    [InlineData(33, 8, false, 42)]
    [InlineData(44, 8, false, 31)]
    [InlineData(33, 16, false, 31)]
    [InlineData(33, 2, false, 29)]
    [InlineData(44, 32, false, 30)]
    [InlineData(44, 2, true, 42)]
    public async Task A_resource_of_configs_is_refused_for_its_form_first(short api, sbyte type, bool twice, short code)
    {
        var request = Rig.Request(api, 1);
        var resource = request.Add("Resources");
        (resource["ResourceType"], resource["ResourceName"]) = (type, "hidden");
        for (var i = 0; i < (twice ? 2 : 1); i++)
        {
            var config = resource.Add("Configs");
            (config["Name"], config["Value"]) = ("retention.ms", "1");
        }

        var answered = Assert.Single((await Refused(request)).Structs("Responses"));

        Assert.Equal((type, "hidden", code), (answered.Get<sbyte>("ResourceType"), answered.Get<string>("ResourceName"), answered.Get<short>("ErrorCode")));
    }

    [Theory, InlineData("broker-one", 42), InlineData("1", 31), InlineData("", 31)]
    public async Task A_broker_is_named_by_its_number(string name, short code)
    {
        var request = Rig.Request(44, 1);
        var resource = request.Add("Resources");
        (resource["ResourceType"], resource["ResourceName"]) = ((sbyte)4, name);

        Assert.Equal(code, Assert.Single((await Refused(request)).Structs("Responses"))["ErrorCode"]);
    }

    [Theory]
    [InlineData((sbyte)0, new short[] { 42, 42 })]
    [InlineData((sbyte)16, new short[] { 29, 31 })]
    public async Task One_resource_of_no_known_type_fails_a_description_of_configs_as_a_whole(sbyte second, short[] codes)
    {
        var request = Rig.Request(32, 4);
        foreach (var type in (sbyte[])[2, second])
        {
            var resource = request.Add("Resources");
            (resource["ResourceType"], resource["ResourceName"]) = (type, "hidden");
        }

        Assert.Equal(codes, (await Refused(request)).Structs("Results").Select(result => result.Get<short>("ErrorCode")));
    }

    [Theory]
    [InlineData(true, "others-1", 53)]
    [InlineData(false, "others-1", 29)]
    [InlineData(true, null, 53)]
    [InlineData(false, null, 29)]
    public async Task A_transactional_id_counts_where_records_are_of_a_transaction(bool transactional, string? id, short code)
    {
        var request = AuthorizeTests.Produce(9, -1, "open.news");
        request["TransactionalId"] = id;
        var partition = request.Structs("TopicData")[0].Structs("PartitionData")[0];
        if (transactional)
            partition.Get<byte[]>("Records")[22] |= 0x10;

        Assert.Equal(code, (await Refused(request)).Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"]);
    }

    [Fact]
    public async Task Records_of_an_unknown_topic_are_not_known_whatever_the_transactional_id()
    {
        var request = Rig.Request(0, 13);
        (request["Acks"], request["TransactionalId"]) = (-1, "others-1");
        var topic = request.Add("TopicData");
        topic["TopicId"] = Guid.NewGuid();
        topic.Add("PartitionData");

        var answered = Assert.Single((await Refused(request)).Structs("Responses"));

        Assert.Equal((short)100, answered.Structs("PartitionResponses")[0]["ErrorCode"]);
        Assert.Equal(topic["TopicId"], answered["TopicId"]);
    }

    [Theory]
    [InlineData("analyst-1", "", 42)]
    [InlineData("analyst-1", "0123456789012345678901234567890123456", 42)]
    [InlineData("analyst-1", "member", 29)]
    [InlineData("others", "", 30)]
    public async Task A_member_of_a_share_group_has_an_id_before_its_topics_are_looked_at(string group, string member, short code)
    {
        var request = Rig.Request(76, 1);
        (request["GroupId"], request["MemberId"], request["SubscribedTopicNames"]) = (group, member, new List<string> { "secrets.eu" });

        Assert.Equal(code, (await Refused(request, "analyst"))["ErrorCode"]);
    }

    [Theory]
    [InlineData("secrets.eu", true, 42, "secrets.eu")]
    [InlineData("secrets.eu", false, 29, "secrets.eu")]
    [InlineData(null, true, 29, null)]
    [InlineData(null, false, 42, null)]
    public async Task A_topic_is_deleted_by_its_name_or_its_id(string? name, bool byId, short code, string? answeredName)
    {
        var request = Rig.Request(20, 6);
        var topic = request.Add("Topics");
        (topic["Name"], topic["TopicId"]) = (name, byId ? Known : Guid.Empty);

        var answered = Assert.Single((await Refused(request, "analyst", (Known, "secrets.eu"))).Structs("Responses"));

        Assert.Equal((answeredName, code, topic.Get<Guid>("TopicId")), ((string?)answered["Name"], answered.Get<short>("ErrorCode"), answered.Get<Guid>("TopicId")));
    }

    [Fact]
    public async Task A_topic_that_may_be_described_is_named_where_its_deletion_by_id_is_refused()
    {
        var request = Rig.Request(20, 6);
        (request.Add("Topics")["TopicId"], request.Structs("Topics")[0]["Name"]) = (Known, null);

        var answered = Assert.Single((await Refused(request, "analyst", (Known, "payments.eu"))).Structs("Responses"));

        Assert.Equal(("payments.eu", (short)29, Known), (answered.Get<string>("Name"), answered.Get<short>("ErrorCode"), answered.Get<Guid>("TopicId")));
    }

    [Theory, InlineData(10), InlineData(11)]
    public async Task Metadata_by_id_is_no_request_before_version_12(short version)
    {
        // given an id that nobody knows beside a name
        var request = Rig.Request(3, version);
        request.Add("Topics")["Name"] = "payments.eu";
        (request.Add("Topics")["TopicId"], request.Structs("Topics")[1]["Name"]) = (Known, null);

        // then each is refused as a broker refuses it, and no broker is named
        var reply = await Refused(request, "analyst");
        Assert.Equal([("payments.eu", (short)42, Guid.Empty), ("", (short)42, Known)],
            reply.Structs("Topics").Select(topic => (topic.Get<string>("Name"), topic.Get<short>("ErrorCode"), topic.Get<Guid>("TopicId"))));
        Assert.Empty(reply.Structs("Brokers"));
    }

    [Theory, InlineData(47, "Topics", "Topics", "Partitions"), InlineData(91, "Topics", "Responses", "Partitions"), InlineData(92, "Topics", "Responses", "")]
    public async Task What_is_wrong_with_a_group_comes_before_what_is_denied_of_its_offsets(short api, string asked, string answered, string partitions)
    {
        // given a request for nothing but a topic that may not be read
        using var rig = new Rig(Policies.Payments.Replace("allow: [read], topics: \"payments.**\"", "allow: [read, delete], topics: \"payments.**\"", StringComparison.Ordinal));
        var request = Rig.Request(api, 0);
        request["GroupId"] = "analyst-1";
        var topic = request.Add(asked);
        topic[api == 47 ? "Name" : "TopicName"] = "secrets.eu";
        if (partitions.Length > 0)
            topic.Add(partitions)["PartitionIndex"] = 4;

        // when the broker knows the group, or not,
        var step = await rig.Send("analyst", request);
        Assert.Empty(step.Sent.Structs(asked));
        var known = await rig.Answer("analyst", step, Rig.Response(api, 0));
        var fails = Rig.Response(api, 0);
        fails["ErrorCode"] = (short)69;
        var unknown = await rig.Answer("analyst", await rig.Send("analyst", request), fails);

        // then the topic is denied, or the group is not there
        var denied = Assert.Single(known.Structs(answered));
        Assert.Equal((short)29, (partitions.Length > 0 ? denied.Structs(partitions)[0] : denied)["ErrorCode"]);
        Assert.Equal((short)69, unknown["ErrorCode"]);
        Assert.Empty(unknown.Structs(answered));
    }

    private static Message Acl(short api, short version, sbyte type, sbyte operation)
    {
        var request = Rig.Request(api, version);
        var acl = api == 29 ? request : request.Add(api == 30 ? "Creations" : "Filters");
        (acl["Operation"], acl["PermissionType"]) = (operation, (sbyte)3);
        if (api == 30)
            (acl["ResourceType"], acl["ResourcePatternType"]) = (type, (sbyte)3);
        else
            (acl["ResourceTypeFilter"], acl["PatternTypeFilter"]) = (type, (sbyte)3);
        return request;
    }

    /// <summary>What the proxy answers in the broker's stead.</summary>
    private static async Task<Message> Refused(Message request, string user = "till", params (Guid Id, string Name)[] topics)
    {
        using var rig = new Rig(Policies.Payments.Replace("allow: [write], topics: \"payments.**\"", "allow: [write], topics: \"payments.e*\"", StringComparison.Ordinal), topics);
        return (await rig.Send(user, request)).Reply;
    }
}
