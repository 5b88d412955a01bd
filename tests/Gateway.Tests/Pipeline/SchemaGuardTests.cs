using System.Text;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Gateway.Tests.Registry;
using Compliance.Harness;
using Compliance.Kafka.Wire;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Records behind the id of a schema: frames wait for the registry, and what it can't tell follows the policy.</summary>
public sealed class SchemaGuardTests : IDisposable
{
    // {"card": "4111", "amount": 1}, and as it is read and stored.
    private const string Payment = """{"type":"record","name":"P","fields":[{"name":"card","type":"string"},{"name":"code","type":["null","string"]},{"name":"amount","type":"int"}]}""";
    private static readonly byte[] Clear = [8, .. "4111"u8, 2, 4, .. "12"u8, 2];
    private static readonly byte[] Stored = [8, .. "4111"u8, 0, 2];
    private static readonly byte[] Read = [8, .. "***1"u8, 2, 4, .. "12"u8, 2];
    private readonly FakeRegistry _fake = new();

    public void Dispose() => _fake.Dispose();

    private static string Policy(string unknownSchema = "reject") => Policies.Payments
        .Replace("path: $.card}", "path: $.card, format: avro}", StringComparison.Ordinal)
        .Replace("path: $.code}", "path: $.code, format: avro}", StringComparison.Ordinal)
        .Replace("keepLast: 4", "keepLast: 1", StringComparison.Ordinal)
        .Replace("onError: reject", $"onError: reject, unknownSchema: {unknownSchema}", StringComparison.Ordinal);

    private static byte[] Framed(int id, byte[] value) => [0, 0, 0, 0, (byte)id, .. value];

    private static async Task<List<byte[]?>> FetchedBy(Rig rig, params byte[][] values) =>
        TestBatch.Bytes(await Traffic.Read(rig, 12, TestBatch.Of(0, values, null)));

    [Fact]
    public async Task Records_are_protected_once_their_schema_has_come()
    {
        _fake.Schema("schemas/ids/7", Payment);
        _fake.Gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registry = _fake.Client();
        using var rig = new Rig(Policy(), registry);

        var sending = rig.Send("till", Produce(9, TestBatch.Of(0, [Framed(7, Clear), null], null), TestBatch.Of(0, [Framed(7, Clear)], null)));
        await Eventually.TrueAsync(() => _fake.Questions.Count > 0, TimeSpan.FromSeconds(60), "the question to arrive");
        Assert.False(sending.IsCompleted);
        _fake.Gate.SetResult();
        var step = await sending;

        var partitions = step.Sent.Structs("TopicData")[0].Structs("PartitionData");
        Assert.Equal([Framed(7, Stored), null], TestBatch.Bytes(partitions[0].Get<byte[]>("Records")));
        Assert.Equal([Framed(7, Stored)], TestBatch.Bytes(partitions[1].Get<byte[]>("Records")));
        Assert.Equal(3, step.Exchange.Topics[0].Counts.Masked + 1);
        Assert.Equal([Framed(7, Read)], await FetchedBy(rig, Framed(7, Clear)));
        Assert.Single(_fake.Questions);
    }

    [Fact]
    public async Task Keys_are_read_by_a_schema_of_their_own_which_a_header_may_name()
    {
        // given keys in Avro, by an id before them and by a header's GUID, and the tombstone of one
        var id = Guid.NewGuid();
        const string Schema = """{"type":"record","name":"K","fields":[{"name":"card","type":"string"}]}""";
        _fake.Schema("schemas/ids/7", Schema);
        _fake.Schema($"schemas/guids/{id:D}", Schema);
        using var registry = _fake.Client();
        using var rig = new Rig(Policies.Payments.Replace("path: $.card}", "path: $.card, format: avro, in: key}", StringComparison.Ordinal), registry);
        byte[] value = [.. """{"card":"4111111111111111"}"""u8];
        (string, byte[]?) header = ("__key_schema_id", [1, .. id.ToByteArray(bigEndian: true)]);

        // when
        var read = TestBatch.Read(await Traffic.Read(rig, 12, TestBatch.Of(
            0, new TestRecord(Framed(7, [10, .. "41111"u8]), value, []), new TestRecord([10, .. "42222"u8], null, [header]), new TestRecord(Framed(9, [2, .. "4"u8]), null, []))));

        // then the values are as they were, and a key by a schema that nobody knows is taken away
        Assert.Equal([Framed(7, [10, .. "*1111"u8]), [10, .. "*2222"u8], null], read.Select(record => record.Key));
        Assert.Equal([value, null, null], read.Select(record => record.Value));
        Assert.Equal(header.Item2, Assert.Single(read[1].Headers).Value);
    }

    [Fact]
    public async Task Rules_of_rows_wait_for_the_schema_too_and_keep_what_they_can_t_read()
    {
        _fake.Schema("schemas/ids/7", Payment);
        using var registry = _fake.Client();
        using var rig = new Rig(Policies.Payments.Replace("topics: \"payments.**\", path: $.card}", "topics: other, path: $.card}", StringComparison.Ordinal) + """

            rows: [{id: R1, topics: "payments.**", people: analysts, format: avro, keep: "value.amount = 1"}]
            """, registry);

        var read = await FetchedBy(rig, Framed(7, Clear), Framed(7, [.. Clear[..^1], 4]), Framed(8, Clear), "no value"u8.ToArray(), Framed(7, Clear));

        Assert.Equal([Framed(7, Clear), Framed(7, Clear)], read);
        Assert.Equal(2, _fake.Questions.Count);
    }

    [Fact]
    public async Task A_schema_that_the_header_names_wins()
    {
        var id = Guid.NewGuid();
        _fake.Schema($"schemas/guids/{id:D}", Payment);
        using var registry = _fake.Client();
        using var rig = new Rig(Policy(), registry);

        var read = await Traffic.Read(rig, 12, TestBatch.Of(0, [Clear], ("__value_schema_id", [1, .. id.ToByteArray(bigEndian: true)])));

        Assert.Equal([Read], TestBatch.Bytes(read));
    }

    [Fact]
    public async Task Of_two_partitions_the_one_whose_schema_nobody_knows_is_refused_and_told_of_once()
    {
        _fake.Schema("schemas/ids/7", Payment);
        using var registry = _fake.Client();
        using var rig = new Rig(Policy(), registry);

        var step = await rig.Send("till", Produce(9, TestBatch.Of(0, ["no value"u8.ToArray()], null), TestBatch.Of(0, [Framed(7, Clear)], null), TestBatch.Of(0, [Framed(8, Clear)], null)));
        var answer = await rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        Assert.Equal([Framed(7, Stored)], TestBatch.Bytes(Assert.Single(step.Sent.Structs("TopicData")[0].Structs("PartitionData")).Get<byte[]>("Records")));
        var refused = answer.Structs("Responses").SelectMany(topic => topic.Structs("PartitionResponses")).Where(part => (short)part["ErrorCode"]! == (short)KafkaError.InvalidRecord).ToList();
        Assert.Equal([0, 2], refused.Select(part => (int)part["Index"]!).Order());
        Assert.Contains(refused, part => ((string)part["ErrorMessage"]!).Contains("names no schema", StringComparison.Ordinal));
        Assert.Contains(refused, part => ((string)part["ErrorMessage"]!).Contains("schema is not known", StringComparison.Ordinal));
        Assert.Equal((2, 1), (step.Exchange.Topics[0].Counts.Failures, step.Exchange.Topics[0].Counts.Masked));
    }

    [Fact]
    public async Task What_is_read_with_the_registry_away_is_known_or_withheld()
    {
        _fake.Schema("schemas/ids/7", Payment);
        using var registry = _fake.Client();
        using var rig = new Rig(Policy(), registry);
        Assert.Equal([Framed(7, Read)], await FetchedBy(rig, Framed(7, Clear)));
        _fake.Dispose();

        var read = await FetchedBy(rig, Framed(7, Clear), Framed(8, Clear), [3, 0, .. new byte[16], .. Clear]);

        Assert.Equal([Framed(7, Read), RecordGuard.Marker.ToArray(), RecordGuard.Marker.ToArray()], read);
    }

    [Fact]
    public async Task A_policy_may_let_pass_what_nobody_can_tell_but_not_what_is_wrong()
    {
        _fake.Schema("schemas/ids/7", Payment);
        using var registry = _fake.Client();
        using var rig = new Rig(Policy("pass"), registry);

        var read = await FetchedBy(rig, Framed(8, Clear), Framed(7, [.. Clear, 0]), Clear);

        Assert.Equal([Framed(8, Clear), RecordGuard.Marker.ToArray(), RecordGuard.Marker.ToArray()], read);
    }

    [Fact]
    public async Task A_frame_that_names_a_thousand_schemas_asks_for_a_few()
    {
        using var registry = _fake.Client();
        using var rig = new Rig(Policy(), registry);

        var read = await FetchedBy(rig, [.. Enumerable.Range(1, 1000).Select(id => (byte[])[0, 0, 0, (byte)(id >> 8), (byte)id, .. Clear])]);

        Assert.All(read, value => Assert.Equal(Encoding.UTF8.GetString(RecordGuard.Marker), Encoding.UTF8.GetString(value!)));
        Assert.Equal(Compliance.Gateway.Registry.SchemaRegistry.MostAtOnce, _fake.Questions.Count);
    }

    [Fact]
    public async Task Without_a_registry_nothing_waits_and_nothing_passes()
    {
        using var rig = new Rig(Policy());

        Assert.Equal([RecordGuard.Marker.ToArray()], await FetchedBy(rig, Framed(7, Clear)));
    }
}
