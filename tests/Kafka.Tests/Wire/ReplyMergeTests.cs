using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

/// <summary>A request refused in part: its refused elements leave it, and come back in the broker's response.</summary>
public sealed class ReplyMergeTests : IDisposable
{
    private readonly Walk _request = new();
    private readonly Walk _response = new();
    private readonly Edits _requestEdits;
    private readonly Edits _responseEdits;

    public ReplyMergeTests()
    {
        _requestEdits = new Edits(_request);
        _responseEdits = new Edits(_response);
    }

    public void Dispose()
    {
        _requestEdits.Dispose();
        _responseEdits.Dispose();
        _request.Dispose();
        _response.Dispose();
    }

    [Theory]
    [InlineData(3)]
    [InlineData(12)]
    public void A_refused_topic_of_a_produce_is_added_to_what_the_broker_answered(short version)
    {
        // given a produce to two topics, one of them refused
        var request = new Message(ApiTable.Find(0)!.Request(version));
        Message open = request.Add("TopicData");
        open["Name"] = "orders";
        open.Add("PartitionData")["Index"] = 0;
        Message secret = request.Add("TopicData");
        secret["Name"] = "salaries";
        secret.Add("PartitionData")["Index"] = 5;
        Message refused = Refuse(request, "TopicData.Name", "salaries"u8, KafkaError.TopicAuthorizationFailed);

        // then only the other one goes to the broker
        Message sent = Sent(request.Program);
        Assert.Equal(["orders"], sent.Structs("TopicData").Select(topic => topic["Name"]));

        // when the broker answers
        var answer = new Message(refused.Program);
        Message answered = answer.Add("Responses");
        answered["Name"] = "orders";
        answered.Add("PartitionResponses")["BaseOffset"] = 77L;
        Message merged = Merge(refused, answer);

        // then the client finds both
        Assert.Equal(["orders", "salaries"], merged.Structs("Responses").Select(topic => topic["Name"]));
        Message partition = Assert.Single(merged.Structs("Responses")[1].Structs("PartitionResponses"));
        Assert.Equal((5, 29, -1L), (partition.Get<int>("Index"), partition.Get<short>("ErrorCode"), partition.Get<long>("BaseOffset")));
    }

    [Fact]
    public void A_refused_partition_goes_below_the_topic_that_the_broker_answered()
    {
        var request = new Message(ApiTable.Find(0)!.Request(11));
        Message topic = request.Add("TopicData");
        topic["Name"] = "orders";
        topic.Add("PartitionData")["Index"] = 0;
        topic.Add("PartitionData")["Index"] = 1;
        Walk(request);
        int partition = Element("TopicData.PartitionData.Index", node => _request.Int32(node) == 1);
        Message refused = ErrorReply.NewReply(_request);
        Message entry = ErrorReply.Add(refused, _request, partition, KafkaError.InvalidRecord, "record 0");
        Message record = entry.Add("RecordErrors");
        record["BatchIndex"] = 4;
        _requestEdits.Remove(partition);
        Assert.Single(Sent(request.Program).Structs("TopicData")[0].Structs("PartitionData"));

        var answer = new Message(refused.Program);
        Message answered = answer.Add("Responses");
        answered["Name"] = "orders";
        answered.Add("PartitionResponses")["Index"] = 0;
        Message merged = Merge(refused, answer);

        Message both = Assert.Single(merged.Structs("Responses"));
        Assert.Equal([0, 87], both.Structs("PartitionResponses").Select(found => found.Get<short>("ErrorCode")));
        Assert.Equal(4, both.Structs("PartitionResponses")[1].Structs("RecordErrors")[0]["BatchIndex"]);
    }

    [Fact]
    public void A_refused_entry_that_nothing_identifies_is_no_part_of_the_brokers()
    {
        // given quotas of two users, whose names stand below their entries, one of them refused
        var request = new Message(ApiTable.Find(49)!.Request(0));
        foreach (string user in (string[])["till", "analyst"])
        {
            Message entity = request.Add("Entries").Add("Entity");
            entity["EntityType"] = "user";
            entity["EntityName"] = user;
        }

        Walk(request);
        Message refused = ErrorReply.NewReply(_request);
        int entry = -1;
        foreach (int each in _request.Elements(_request.Child(Kafka.Wire.Walk.Root, request.Program.FieldId("Entries"))))
            entry = each;
        ErrorReply.Add(refused, _request, entry, KafkaError.ClusterAuthorizationFailed);

        // when the broker answers for the other
        var answer = new Message(refused.Program);
        Message answered = answer.Add("Entries").Add("Entity");
        answered["EntityType"] = "user";
        answered["EntityName"] = "till";
        Message merged = Merge(refused, answer);

        // then each keeps its own code
        Assert.Equal([(0, "till"), (31, "analyst")], merged.Structs("Entries").Select(one => ((int)one.Get<short>("ErrorCode"), one.Structs("Entity").Single().Get<string>("EntityName"))));
    }

    [Fact]
    public void Topics_refused_in_several_groups_return_to_their_own_groups()
    {
        // given offsets of two groups, in each the same refused topic
        var request = new Message(ApiTable.Find(9)!.Request(9));
        foreach (string name in new[] { "g1", "g2" })
        {
            Message group = request.Add("Groups");
            group["GroupId"] = name;
            foreach (string topicName in new[] { "orders", "salaries" })
            {
                Message topic = group.Add("Topics");
                topic["Name"] = topicName;
                topic["PartitionIndexes"] = new[] { 0, 1 };
            }
        }

        Message refused = Refuse(request, "Groups.Topics.Name", "salaries"u8, KafkaError.TopicAuthorizationFailed);
        Assert.All(Sent(request.Program).Structs("Groups"), group => Assert.Single(group.Structs("Topics")));

        // when the broker answers for the first group alone
        var answer = new Message(refused.Program);
        Message first = answer.Add("Groups");
        first["GroupId"] = "g1";
        first.Add("Topics")["Name"] = "orders";
        Message merged = Merge(refused, answer);

        // then the second comes back with what was refused in it
        Assert.Equal(["g1", "g2"], merged.Structs("Groups").Select(group => group["GroupId"]));
        Assert.Equal(["orders", "salaries"], merged.Structs("Groups")[0].Structs("Topics").Select(topic => topic["Name"]));
        Message only = Assert.Single(merged.Structs("Groups")[1].Structs("Topics"));
        Assert.Equal([29, 29], only.Structs("Partitions").Select(partition => partition.Get<short>("ErrorCode")));
        Assert.All(only.Structs("Partitions"), partition => Assert.Equal(-1L, partition["CommittedOffset"]));
    }

    [Fact]
    public void A_group_among_others_is_refused_by_its_name()
    {
        var request = new Message(ApiTable.Find(15)!.Request(5)) { ["Groups"] = new[] { "mine", "theirs" } };

        Message refused = Refuse(request, "Groups[]", "theirs"u8, KafkaError.GroupAuthorizationFailed, elementIsName: true);

        Assert.Equal(["mine"], Sent(request.Program).Get<List<string>>("Groups"));
        Message merged = Merge(refused, new Message(refused.Program));
        Assert.Equal(("theirs", (short)30), (merged.Structs("Groups")[0]["GroupId"], merged.Structs("Groups")[0].Get<short>("ErrorCode")));
    }

    private Message Refuse(Message request, string namePath, ReadOnlySpan<byte> name, KafkaError error, bool elementIsName = false)
    {
        Walk(request);
        Message refused = ErrorReply.NewReply(_request);
        foreach (int node in _request.All(request.Program.FieldId(namePath)))
            if (_request.Utf8(node).SequenceEqual(name))
            {
                int element = elementIsName ? node : _request.Nodes[node].Parent;
                ErrorReply.Add(refused, _request, element, error);
                _requestEdits.Remove(element);
            }

        return refused;
    }

    private void Walk(Message request) => Assert.Null(_request.Read(request.Program, request.Encode()));

    private int Element(string path, Func<int, bool> matches)
    {
        foreach (int node in _request.All(_request.Program.FieldId(path)))
            if (matches(node))
                return _request.Nodes[node].Parent;
        return -1;
    }

    private Message Sent(MessageProgram program)
    {
        byte[] body = new byte[_requestEdits.NewLength];
        _requestEdits.WriteTo(body);
        using var walk = new Walk();
        Assert.Null(walk.Read(program, body));
        return Message.Decode(walk);
    }

    private Message Merge(Message refused, Message answer)
    {
        Assert.Null(_response.Read(answer.Program, answer.Encode()));
        ErrorReply.Merge(refused, _response, _responseEdits);
        byte[] body = new byte[_responseEdits.NewLength];
        _responseEdits.WriteTo(body);
        using var walk = new Walk();
        Assert.Null(walk.Read(answer.Program, body));
        return Message.Decode(walk);
    }
}
