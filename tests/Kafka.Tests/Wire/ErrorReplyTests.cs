using System.Buffers;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class ErrorReplyTests : IDisposable
{
    private static readonly KafkaError[] Errors =
    [
        KafkaError.TopicAuthorizationFailed, KafkaError.GroupAuthorizationFailed, KafkaError.ClusterAuthorizationFailed,
        KafkaError.TransactionalIdAuthorizationFailed, KafkaError.CoordinatorNotAvailable, KafkaError.NotLeaderOrFollower,
    ];

    private readonly Walk _request = new();
    private readonly Walk _reply = new();

    public void Dispose()
    {
        _request.Dispose();
        _reply.Dispose();
    }

    [Fact]
    public void Every_golden_request_gets_a_well_formed_reply_that_carries_the_code()
    {
        foreach (MessageVector vector in MessageVector.All.Where(vector => vector.Program.Name.EndsWith("Request", StringComparison.Ordinal)))
            foreach (KafkaError error in Errors)
            {
                Assert.Null(_request.Read(vector.Program, vector.Bytes));

                bool carried = Refuse(error, "no");

                Assert.Equal(carried, Codes().Contains((short)error));
                Assert.True(carried || Codes().Count == 0, $"{vector}: {error} was left out though there is a place");
            }
    }

    [Fact]
    public void Every_version_of_every_api_carries_every_code_to_a_request_that_names_something()
    {
        foreach (ApiRow row in ApiTable.Rows)
            for (short version = row.MinVersion; version <= row.MaxVersion; version++)
                foreach (KafkaError error in Errors)
                {
                    var request = new Message(row.Request(version));
                    Fill(request);
                    Assert.Null(_request.Read(request.Program, request.Encode()));

                    // Log dirs below version 3 are refused by an empty list.
                    var hasPlace = (row.Key, version) is not (35, < 3);
                    Assert.True(Refuse(error, null) == hasPlace, $"{row} v{version}: a place for {error}?");

                    Assert.Equal(hasPlace, Codes().Contains((short)error));
                }
    }

    [Fact]
    public void Where_a_request_names_nothing_and_the_reply_has_no_code_at_its_top_the_caller_is_told()
    {
        Request(43, 0, request => request["TopicPartitions"] = null);

        Assert.False(Refuse(KafkaError.ClusterAuthorizationFailed, null));
    }

    [Fact]
    public void Each_element_that_can_be_refused_alone_gives_an_entry_that_the_whole_reply_would_hold()
    {
        foreach (MessageVector vector in MessageVector.All.Where(vector => vector.Program.Name.EndsWith("Request", StringComparison.Ordinal)))
        {
            Assert.Null(_request.Read(vector.Program, vector.Bytes));
            Message refused = ErrorReply.NewReply(_request);
            int entries = 0;
            for (int node = 0; node < _request.Nodes.Length; node++)
                if (_request.Nodes[node].Kind == NodeKind.Struct && ErrorReply.HasEntries(_request, node) && IsTopmost(node))
                {
                    ErrorReply.Add(refused, _request, node, KafkaError.TopicAuthorizationFailed);
                    entries++;
                }

            // Entries of a list of reassignments only name what was asked for, its code stands at the top; users are named once and in order.
            if (entries == 0 || vector.Program.Api.Key is 46 or 51)
                continue;
            byte[] byElement = refused.Encode();
            ErrorReply.TryCreate(_request, KafkaError.TopicAuthorizationFailed, null, out Message whole);

            // Topics without partitions have no place for the code, so the whole reply may carry it at its top.
            if (whole.Program.FieldsOf(0).Any(field => field.Name == "ErrorCode"))
                whole["ErrorCode"] = 0;

            Assert.Null(_reply.Read(whole.Program, byElement));
            Assert.True(byElement.AsSpan().SequenceEqual(whole.Encode()), vector.ToString());
        }
    }

    [Fact]
    public void Produce_is_refused_for_each_partition_with_an_unknown_offset()
    {
        Request(0, 8, request =>
        {
            Message topic = request.Add("TopicData");
            topic["Name"] = "payments";
            topic.Add("PartitionData")["Index"] = 3;
            topic.Add("PartitionData")["Index"] = 4;
        });

        Assert.True(Refuse(KafkaError.InvalidRecord, "record 2 can't be read"));

        Message answered = Assert.Single(Message.Decode(_reply).Structs("Responses"));
        Assert.Equal("payments", answered["Name"]);
        Assert.Equal([3, 4], answered.Structs("PartitionResponses").Select(partition => partition.Get<int>("Index")));
        Assert.All(answered.Structs("PartitionResponses"), partition =>
        {
            Assert.Equal((short)87, partition["ErrorCode"]);
            Assert.Equal(-1L, partition["BaseOffset"]);
            Assert.Equal("record 2 can't be read", partition["ErrorMessage"]);
        });
    }

    [Theory]
    [InlineData(KafkaError.TopicAuthorizationFailed, 0, 29)]
    [InlineData(KafkaError.ClusterAuthorizationFailed, 0, 31)]
    [InlineData(KafkaError.InvalidFetchSessionEpoch, 71, -1)]
    public void Fetch_carries_only_codes_of_sessions_at_its_top(KafkaError error, short top, short partition)
    {
        Request(1, 13, request =>
        {
            Message topic = request.Add("Topics");
            topic["TopicId"] = Guid.NewGuid();
            topic.Add("Partitions")["Partition"] = 1;
        });

        Assert.True(Refuse(error, null));

        Message reply = Message.Decode(_reply);
        Assert.Equal(top, reply["ErrorCode"]);
        Message[] partitions = [.. reply.Structs("Responses").SelectMany(topic => topic.Structs("Partitions"))];
        Assert.Equal(partition < 0 ? [] : [partition], partitions.Select(found => found.Get<short>("ErrorCode")));
        Assert.All(partitions, found => Assert.Equal((-1L, 0), (found.Get<long>("HighWatermark"), found.Get<byte[]>("Records").Length)));
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public void FindCoordinator_is_refused_without_a_node(short version, bool inEntries)
    {
        Request(10, version, request =>
        {
            request["Key"] = "g";
            request["CoordinatorKeys"] = new[] { "g" };
        });

        Assert.True(Refuse(KafkaError.GroupAuthorizationFailed, null));

        Message reply = Message.Decode(_reply);
        Message place = inEntries ? Assert.Single(reply.Structs("Coordinators")) : reply;
        Assert.Equal((30, -1, -1, ""), (place.Get<short>("ErrorCode"), place.Get<int>("NodeId"), place.Get<int>("Port"), place.Get<string>("Host")));
        if (inEntries)
            Assert.Equal("g", place["Key"]);
    }

    [Theory]
    [InlineData(1, false, false, true)]
    [InlineData(7, true, false, false)]
    [InlineData(8, false, true, false)]
    public void OffsetFetch_is_refused_for_a_group_at_the_outermost_place_of_its_version(short version, bool top, bool group, bool partition)
    {
        Request(9, version, request =>
        {
            Message holder = version >= 8 ? request.Add("Groups") : request;
            holder["GroupId"] = "g";
            Message topic = holder.Add("Topics");
            topic["Name"] = "orders";
            topic["PartitionIndexes"] = new[] { 0 };
        });

        Assert.True(Refuse(KafkaError.GroupAuthorizationFailed, null));

        Assert.Equal(top, CodeAt("ErrorCode"));
        Assert.Equal(group, CodeAt("Groups.ErrorCode"));
        Assert.Equal(partition, CodeAt("Topics.Partitions.ErrorCode"));
        Assert.False(CodeAt("Groups.Topics.Partitions.ErrorCode"));
    }

    [Fact]
    public void ApiVersions_of_an_unknown_version_is_answered_in_version_0_with_its_own_range_only()
    {
        var output = new ArrayBufferWriter<byte>();

        ErrorReply.WriteUnsupportedApiVersions(0, 4, output);

        Assert.Equal([0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void What_has_no_entry_cannot_be_refused_by_element()
    {
        MessageVector vector = MessageVector.Of("JoinGroupRequest", 5);
        _request.Read(vector.Program, vector.Bytes);
        int protocol = _request.Child(Walk.Root, vector.Program.FieldId("Protocols")) + 1;

        Assert.False(ErrorReply.HasEntries(_request, protocol));
        Assert.Throws<ArgumentException>(() => ErrorReply.Entry(_request, protocol, KafkaError.TopicAuthorizationFailed));
    }

    private void Request(short key, short version, Action<Message> fill)
    {
        var request = new Message(ApiTable.Find(key)!.Request(version));
        fill(request);
        Assert.Null(_request.Read(request.Program, request.Encode()));
    }

    private bool Refuse(KafkaError error, string? text)
    {
        var output = new ArrayBufferWriter<byte>();
        bool carried = ErrorReply.Write(_request, error, text, output);
        WireFault? fault = _reply.Read(_request.Program.Api.Response(_request.Program.Version), output.WrittenMemory.ToArray());
        Assert.True(fault is null, $"{_request.Program}: {fault}");
        return carried;
    }

    private HashSet<short> Codes()
    {
        HashSet<short> codes = [];
        foreach (int node in _reply.WithRole(FieldRole.ErrorCode))
            codes.Add(_reply.Int16(node));
        return codes;
    }

    private bool CodeAt(string path)
    {
        foreach (int node in _reply.All(_reply.Program.FieldId(path)))
            if (_reply.Int16(node) != 0)
                return true;
        return false;
    }

    /// <summary>One element in each array, all the way down.</summary>
    private static void Fill(Message message)
    {
        foreach (FieldSchema field in message.Program.FieldsOf(message.Struct).Where(field => field.Type == FieldType.Array))
        {
            if (field.ItemType == FieldType.Int32)
                message[field.Name] = new[] { 5 };
            else if (field.ItemType is null && message.Program.Field((ushort)(field.Id + 1)).Type == FieldType.Struct)
                Fill(message.Add(field.Name));
            else if (field.ItemType is null)
                message[field.Name] = new[] { "name" };
        }
    }

    private bool IsTopmost(int node)
    {
        for (int above = _request.Nodes[node].Parent; above > 0; above = _request.Nodes[above].Parent)
            if (_request.Nodes[above].Kind == NodeKind.Struct && ErrorReply.HasEntries(_request, above))
                return false;
        return true;
    }
}
