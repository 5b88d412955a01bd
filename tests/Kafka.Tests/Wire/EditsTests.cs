using System.Buffers;
using System.Text;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class EditsTests : IDisposable
{
    private static readonly byte[] Longer = Encoding.UTF8.GetBytes(new string('x', 300));

    private readonly Walk _walk = new();
    private readonly Edits _edits;

    public EditsTests() => _edits = new Edits(_walk);

    public void Dispose()
    {
        _edits.Dispose();
        _walk.Dispose();
    }

    [Fact]
    public void Without_edits_every_golden_message_is_written_back_byte_for_byte()
    {
        foreach (MessageVector vector in MessageVector.All)
        {
            Assert.Null(_walk.Read(vector.Program, vector.Bytes));
            var output = new ArrayBufferWriter<byte>();

            _edits.WriteTo(output);

            Assert.False(_edits.Any);
            Assert.True(output.WrittenSpan.SequenceEqual(vector.Bytes), vector.ToString());
        }
    }

    [Fact]
    public void Each_single_change_of_each_golden_message_leaves_everything_else_as_it_was()
    {
        foreach (MessageVector vector in MessageVector.All)
        {
            Assert.Null(_walk.Read(vector.Program, vector.Bytes));
            for (int node = 0; node < _walk.Nodes.Length; node++)
                foreach (Action<SplicePair> change in Changes(node))
                {
                    using var pair = new SplicePair(_walk, _edits);
                    change(pair);
                    pair.Check($"node {node}");
                }
        }
    }

    [Fact]
    public void Many_changes_at_once_in_any_order_come_out_as_each_by_itself()
    {
        var random = new Random(20260801);
        foreach (MessageVector vector in MessageVector.All)
        {
            Assert.Null(_walk.Read(vector.Program, vector.Bytes));
            for (int round = 0; round < 3; round++)
            {
                using var pair = new SplicePair(_walk, _edits);
                int[] nodes = [.. Enumerable.Range(0, _walk.Nodes.Length)];
                if (round > 0)
                    random.Shuffle(nodes);
                foreach (int node in nodes)
                    if (random.Next(3) == 0 && Changes(node) is { Count: > 0 } changes)
                        changes[random.Next(changes.Count)](pair);
                pair.Check($"round {round}");
            }
        }
    }

    [Fact]
    public void Reading_the_next_message_voids_what_was_pending()
    {
        MessageVector vector = MessageVector.Of("HeartbeatRequest", 4);
        _walk.Read(vector.Program, vector.Bytes);
        _edits.SetString(_walk.Child(Walk.Root, vector.Program.FieldId("GroupId")), "other"u8);
        Assert.True(_edits.Any);

        _walk.Read(vector.Program, vector.Bytes);

        Assert.False(_edits.Any);
        Assert.Equal(vector.Bytes.Length, _edits.NewLength);
    }

    [Fact]
    public void Unknown_tags_and_odd_varints_leave_as_they_came()
    {
        // given a heartbeat v4 whose group's length takes two bytes where one is enough, with the unknown tags 5 and 70000
        MessageProgram program = ApiTable.Find(12)!.Request(4);
        byte[] body = [0x82, 0x00, (byte)'g', 0, 0, 0, 7, 2, (byte)'m', 0, 2, 5, 3, 1, 2, 3, 0xF0, 0xA2, 4, 1, 9];
        Assert.Null(_walk.Read(program, body));

        // when another field grows
        _edits.SetString(_walk.Child(Walk.Root, program.FieldId("MemberId")), "member"u8);

        // then only that has changed
        Assert.Equal([0x82, 0x00, (byte)'g', 0, 0, 0, 7, 7, .. "member"u8, 0, 2, 5, 3, 1, 2, 3, 0xF0, 0xA2, 4, 1, 9], Written());

        // and an unknown tag can be taken out
        _edits.Clear();
        int tags = _walk.Nodes.Length - 3;
        Assert.Equal((NodeKind.Tags, 2), (_walk.Nodes[tags].Kind, _walk.Nodes[tags].Count));
        _edits.Remove(tags + 1);
        Assert.Equal([.. body[..10], 1, 0xF0, 0xA2, 4, 1, 9], Written());
    }

    [Fact]
    public void The_first_edit_after_a_message_is_read_counts_whatever_its_kind()
    {
        MessageVector vector = MessageVector.Of("SyncGroupResponse", 5);
        for (int round = 0; round < 2; round++)
        {
            _walk.Read(vector.Program, vector.Bytes);
            int assignment = _walk.Child(Walk.Root, vector.Program.FieldId("Assignment"));
            byte[] content = [1, 2, 3, (byte)round];

            _edits.SetBytes(assignment, content);

            using var again = new Walk();
            Assert.Null(again.Read(vector.Program, Written()));
            Assert.Equal(content, again.Content(again.Child(Walk.Root, vector.Program.FieldId("Assignment"))).ToArray());
        }
    }

    [Fact]
    public void The_last_edit_of_a_node_wins_and_edits_go_on_after_their_length_was_asked()
    {
        // given a request for two groups
        var request = new Message(ApiTable.Find(9)!.Request(8));
        foreach (string name in new[] { "a", "b" })
            request.Add("Groups")["GroupId"] = name;
        byte[] body = request.Encode();
        _walk.Read(request.Program, body);
        int groups = _walk.Child(Walk.Root, request.Program.FieldId("Groups"));
        int first = groups + 1;
        int second = _walk.Nodes[first].Next;

        // when one is renamed twice, the other removed twice and then replaced, and one more appended after a look
        _edits.Remove(second);
        _edits.SetString(first + 1, "x"u8);
        _edits.Remove(second);
        Assert.Equal(body.Length - (_walk.Nodes[second].End - _walk.Nodes[second].Start), _edits.NewLength);
        _edits.SetString(first + 1, "renamed"u8);
        _edits.Replace(second, _walk.Body[_walk.Nodes[second].Start.._walk.Nodes[second].End]);
        Message appended = request.NewElement("Groups");
        appended["GroupId"] = "c";
        _edits.Append(groups, appended.Encode());

        // then all three stand there
        using var again = new Walk();
        Assert.Null(again.Read(request.Program, Written()));
        Assert.Equal(["renamed", "b", "c"], Message.Decode(again).Structs("Groups").Select(group => group["GroupId"]));
    }

    [Fact]
    public void What_cannot_be_written_is_refused_when_it_is_asked_for()
    {
        MessageVector vector = MessageVector.Of("HeartbeatRequest", 4);
        _walk.Read(vector.Program, vector.Bytes);
        int group = _walk.Child(Walk.Root, vector.Program.FieldId("GroupId"));
        int generation = _walk.Child(Walk.Root, vector.Program.FieldId("GenerationId"));

        Assert.Throws<ArgumentException>(() => _edits.SetNull(group));
        Assert.Throws<ArgumentException>(() => _edits.SetString(group, new byte[32768]));
        Assert.Throws<ArgumentException>(() => _edits.SetString(generation, "a"u8));
        Assert.Throws<ArgumentException>(() => _edits.SetInt16(generation, 1));
        Assert.Throws<ArgumentException>(() => _edits.Remove(group));
        Assert.Throws<ArgumentException>(() => _edits.Append(group, "a"u8));
        Assert.Throws<ArgumentOutOfRangeException>(() => _edits.SetInt32(-1, 1));
        Assert.False(_edits.Any);
    }

    private byte[] Written()
    {
        byte[] body = new byte[_edits.NewLength];
        _edits.WriteTo(body);
        return body;
    }

    /// <summary>Everything that can be done to one node.</summary>
    private List<Action<SplicePair>> Changes(int node)
    {
        List<Action<SplicePair>> changes = [];
        WalkNode at = _walk.Nodes[node];
        if (at.Kind == NodeKind.Tag || (at.Parent >= 0 && _walk.Nodes[at.Parent].Kind == NodeKind.Array))
            changes.Add(pair => pair.Remove(node));
        if (at.Field == WalkNode.NoField || at.Kind == NodeKind.Tag)
            return changes;
        FieldSchema field = _walk.Program.Field(at.Field);
        if (field.Nullable)
            changes.Add(pair => pair.SetNull(node));
        if (field.Type is FieldType.String or FieldType.Bytes or FieldType.Records)
        {
            changes.Add(pair => pair.SetContent(node, Longer));
            changes.Add(pair => pair.SetContent(node, []));
        }
        else if (field.Type == FieldType.Array && field.ItemType is null && at.Count > 0)
        {
            changes.Add(pair => pair.AppendCopy(node, node + 1));
        }
        else if (field.ItemType == FieldType.Int32 && at.Count > 0)
        {
            changes.Add(pair => pair.SetItem(node, at.Count - 1, 7));
        }
        else if (at.Kind == NodeKind.Value)
        {
            changes.Add(pair => pair.Invert(node));
        }

        return changes;
    }
}
