using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Data;
using Compliance.Kafka.Wire;
using Xunit;

namespace Compliance.Kafka.Tests.Wire;

public sealed class AllocationTests : IDisposable
{
    private readonly Walk _walk = new();
    private readonly Edits _edits;
    private readonly byte[] _target = new byte[4 * 1024 * 1024];

    public AllocationTests() => _edits = new Edits(_walk);

    public void Dispose()
    {
        _edits.Dispose();
        _walk.Dispose();
    }

    [Fact]
    public void Walks_and_splices_of_a_fetch_of_a_megabyte_allocate_nothing()
    {
        MessageProgram program = ApiTable.Find(1)!.Response(16);
        byte[] body = Fetch(program, partitions: 50, recordBytes: 20_000);
        byte[] records = new byte[30_000];
        byte[] element = [.. new byte[16], 1, 0];
        ushort? recordsField = program.FieldId("Responses.Partitions.Records");
        ushort? errorField = program.FieldId("Responses.Partitions.ErrorCode");

        Assert.Equal(0, AllocatedBy(() =>
        {
            _walk.Read(program, body);
            foreach (int node in _walk.All(recordsField))
                _edits.SetBytes(node, records);
            foreach (int node in _walk.All(errorField))
                _edits.SetInt16(node, 87);
            foreach (int node in _walk.WithRole(FieldRole.TopicId))
                _edits.Append(_walk.Nodes[_walk.Nodes[node].Parent].Parent, element);
            _edits.WriteTo(_target);
        }));
    }

    [Fact]
    public void Every_golden_message_is_walked_looked_through_and_thinned_out_without_garbage()
    {
        Assert.Equal(0, AllocatedBy(() =>
        {
            foreach (MessageVector vector in All)
            {
                _walk.Read(vector.Program, vector.Bytes);
                foreach (int node in _walk.WithRole(FieldRole.TopicName))
                    if (_walk.Nodes[node].Parent is var parent && _walk.Nodes[_walk.Nodes[parent].Parent].Kind == NodeKind.Array)
                        _edits.Remove(parent);
                foreach (int node in _walk.WithRole(FieldRole.ErrorCode))
                    _edits.SetInt16(node, 29);
                _edits.WriteTo(_target);
            }
        }));
    }

    [Fact]
    public void Headers_and_frames_are_read_without_garbage()
    {
        byte[] frame = [0, 0, 0, 14, 0, 1, 0, 12, 0, 0, 0, 9, 0, 2, (byte)'m', (byte)'e', 0, 42];
        var scanner = new FrameScanner();

        Assert.Equal(0, AllocatedBy(() =>
        {
            scanner.Next(frame, out int total, out _);
            RequestHeaderView.Read(frame.AsSpan(FrameScanner.Prefix..total), out RequestHeaderView header);
            if (!header.Known || header.BodyOffset != 13)
                throw new InvalidOperationException("The header was not read.");
        }));
    }

    private static MessageVector[] All { get; } = [.. MessageVector.All];

    private static long AllocatedBy(Action action)
    {
        for (int i = 0; i < 50; i++)
            action();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static byte[] Fetch(MessageProgram program, int partitions, int recordBytes)
    {
        var reply = new Message(program);
        Message topic = reply.Add("Responses");
        for (int i = 0; i < partitions; i++)
        {
            Message partition = topic.Add("Partitions");
            partition["PartitionIndex"] = i;
            partition["Records"] = new byte[recordBytes];
        }

        return reply.Encode();
    }
}
