using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class MessageTests : IDisposable
{
    private readonly Walk _walk = new();

    public void Dispose() => _walk.Dispose();

    [Fact]
    public void Every_golden_message_becomes_an_object_and_is_written_back_byte_for_byte()
    {
        foreach (MessageVector vector in MessageVector.All)
        {
            Assert.Null(_walk.Read(vector.Program, vector.Bytes));

            byte[] written = Message.Decode(_walk).Encode();

            Assert.True(written.AsSpan().SequenceEqual(vector.Bytes), vector.ToString());
        }
    }

    [Fact]
    public void A_message_nobody_filled_holds_the_defaults_and_can_be_walked_in_every_version()
    {
        foreach (ApiRow row in ApiTable.Rows)
            for (short version = row.MinVersion; version <= row.MaxVersion; version++)
                foreach (MessageProgram program in new[] { row.Request(version), row.Response(version) })
                {
                    WireFault? fault = _walk.Read(program, new Message(program).Encode());

                    Assert.True(fault is null, $"{program}: {fault}");
                    Assert.False(_walk.HasTags, $"{program}: a tagged field was written though it holds its default");
                }
    }

    [Fact]
    public void One_piece_of_code_writes_every_version()
    {
        ApiRow metadata = ApiTable.Find(3)!;
        for (short version = metadata.MinVersion; version <= metadata.MaxVersion; version++)
        {
            // given fields of which the oldest versions lack some
            MessageProgram program = metadata.Response(version);
            var reply = new Message(program) { ["ClusterId"] = "c1", ["ThrottleTimeMs"] = 5 };
            Message broker = reply.Add("Brokers");
            broker["NodeId"] = 7;
            broker["Host"] = "broker-7";
            broker["Port"] = 9092;
            Message topic = reply.Add("Topics");
            topic["Name"] = "orders";
            topic["TopicId"] = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
            Message partition = topic.Add("Partitions");
            partition["ReplicaNodes"] = new[] { 7, 8 };

            // when it is written and walked
            Assert.Null(_walk.Read(program, reply.Encode()));

            // then what the version has is there
            Assert.Equal("broker-7"u8, _walk.Utf8(One("Brokers.Host")));
            Assert.Equal(9092, _walk.Int32(One("Brokers.Port")));
            Assert.Equal(8, _walk.Int32At(One("Topics.Partitions.ReplicaNodes"), 1));
            if (version >= 10)
                Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), _walk.Uuid(One("Topics.TopicId")));
            Assert.Equal(version >= 2, reply.Has("ClusterId"));
        }
    }

    [Fact]
    public void What_no_version_has_or_does_not_fit_is_refused()
    {
        var reply = new Message(ApiTable.Find(3)!.Response(0));

        Assert.Throws<ArgumentException>(() => reply["ClusterID"] = "c");
        Assert.Throws<ArgumentException>(() => reply["Topics"] = null);
        Assert.Throws<ArgumentException>(() => reply["Topics"] = 1);
        Assert.Throws<ArgumentException>(() => reply.Add("ClusterId"));
        Assert.Throws<OverflowException>(() => new Message(ApiTable.Find(12)!.Response(0))["ErrorCode"] = 70_000);
    }

    [Fact]
    public void Unknown_tags_are_kept_in_their_order()
    {
        // given a heartbeat v4 that ends in the unknown tags 5 and 70000
        var heartbeat = new Message(ApiTable.Find(12)!.Request(4)) { ["GroupId"] = "g", ["MemberId"] = "m" };
        byte[] body = [.. heartbeat.Encode()[..^1], 2, 5, 3, 1, 2, 3, 0xF0, 0xA2, 4, 1, 9];
        Assert.Null(_walk.Read(heartbeat.Program, body));

        Message decoded = Message.Decode(_walk);

        Assert.Equal(body, decoded.Encode());
    }

    private int One(string path)
    {
        int found = -1;
        foreach (int node in _walk.All(_walk.Program.FieldId(path)))
            found = node;
        return found;
    }
}
