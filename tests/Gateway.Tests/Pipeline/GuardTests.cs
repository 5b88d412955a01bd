using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Pipeline.Guarding;
using Compliance.Kafka.Records;
using Compliance.Kafka.Wire;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline;

public sealed class GuardTests
{
    [Theory, InlineData(3), InlineData(9), InlineData(12)]
    public async Task What_is_stored_lacks_what_the_policy_drops(short version)
    {
        // given
        using var rig = new Rig(Policies.Payments);
        var request = Produce(version, TestBatch.Of("""{"card":"4111111111111111","code":"123","amount":1}""", null, """{"amount":2}"""));

        // when
        var step = await rig.Send("till", request);

        // then
        Assert.Equal(["""{"card":"4111111111111111","amount":1}""", null, """{"amount":2}"""], Stored(step.Sent, 0));
    }

    [Theory, InlineData(4), InlineData(12), InlineData(17)]
    public async Task What_is_read_is_masked(short version)
    {
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "payments.eu"));
        var read = await Read(rig, version, TestBatch.At(40, """{"card":"4111111111111111","amount":1}""", null));

        Assert.Equal(["""{"card":"************1111","amount":1}""", null], TestBatch.Values(read));
        Assert.Equal(40, FirstOffset(read));
    }

    [Fact]
    public async Task A_batch_with_one_unreadable_record_is_refused_and_names_it()
    {
        // given two partitions, one of them with a record that is no JSON
        using var rig = new Rig(Policies.Payments);
        var request = Produce(9, TestBatch.Of("""{"amount":1}"""), TestBatch.Of("""{"amount":1}""", "4111111111111111 is no JSON object"));

        // when
        var step = await rig.Send("till", request);
        var answer = await rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        // then
        Assert.Single(step.Sent.Structs("TopicData")[0].Structs("PartitionData"));
        var refused = Assert.Single(answer.Structs("Responses")).Structs("PartitionResponses").Single(part => (int)part["Index"]! == 1);
        Assert.Equal((short)KafkaError.InvalidRecord, refused["ErrorCode"]);
        Assert.Equal(1, Assert.Single(refused.Structs("RecordErrors"))["BatchIndex"]);
        Assert.DoesNotContain("4111", (string)refused["ErrorMessage"]!);
    }

    [Fact]
    public async Task A_produce_with_nothing_left_is_answered_by_the_proxy()
    {
        using var rig = new Rig(Policies.Payments);

        var step = await rig.Send("till", Produce(9, TestBatch.Of("no JSON")));

        Assert.Equal((short)KafkaError.InvalidRecord, step.Reply.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"]);
    }

    [Fact]
    public async Task A_control_batch_of_a_client_is_refused_and_a_brokers_passes()
    {
        // given a batch with the control bit, whose value no rule may look into
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "payments.eu"));
        var marker = TestBatch.Of("""{"card":"4111111111111111"}""");
        marker[22] |= 0x20;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(marker.AsSpan(17), Crc32C.Compute(marker.AsSpan(21)));

        // when
        var written = await rig.Send("till", Produce(9, marker));
        var read = await Read(rig, 12, marker);

        // then
        Assert.Equal((short)KafkaError.InvalidRecord, written.Reply.Structs("Responses")[0].Structs("PartitionResponses")[0]["ErrorCode"]);
        Assert.Equal(marker, read);
    }

    [Fact]
    public async Task An_unreadable_produce_that_waits_for_no_answer_closes_the_connection()
    {
        using var rig = new Rig(Policies.Payments);
        var request = Produce(9, TestBatch.Of("no JSON"));
        request["Acks"] = (short)0;

        Assert.Equal(Verdict.Break, (await rig.Send("till", request)).Verdict);
    }

    [Fact]
    public async Task An_unreadable_record_is_read_as_a_marker()
    {
        using var rig = new Rig(Policies.Payments);

        var read = await Read(rig, 12, TestBatch.At(7, "card 4111111111111111", """{"card":"4111111111111111"}"""));

        Assert.Equal([System.Text.Encoding.UTF8.GetString(RecordGuard.Marker), """{"card":"************1111"}"""], TestBatch.Values(read));
    }

    [Fact]
    public async Task A_batch_that_can_not_be_opened_is_read_as_an_empty_one_that_moves_the_reader_on()
    {
        // given a batch whose checksum is wrong, and a good one behind it
        using var rig = new Rig(Policies.Payments);
        var broken = TestBatch.At(7, """{"card":"4111111111111111"}""", """{"card":"4111111111111111"}""");
        broken[^3] ^= 1;
        byte[] set = [.. broken, .. TestBatch.At(9, """{"card":"4222222222222"}""")];

        // when
        var read = await Read(rig, 12, set);

        // then
        Assert.Equal(["""{"card":"*********2222"}"""], TestBatch.Values(read));
        Assert.Equal(7, FirstOffset(read));
        Assert.Equal(1, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(read.AsSpan(23)));
    }

    [Fact]
    public async Task Records_that_do_not_fit_leave_gaps()
    {
        using var rig = new Rig(InEurope);

        var read = await Read(rig, 12, TestBatch.At(40, """{"region":"US","card":"4111111111111111"}""", """{"region":"DE","card":"4111111111111111"}""", null, """{"card":"4222222222222"}"""));

        Assert.Equal(["""{"region":"DE","card":"************1111"}"""], TestBatch.Values(read));
        Assert.Equal(40, FirstOffset(read));
        Assert.Equal(3, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(read.AsSpan(23)));
    }

    [Fact]
    public async Task A_batch_of_which_no_record_fits_is_read_as_an_empty_one_that_moves_the_reader_on()
    {
        using var rig = new Rig(InEurope);
        byte[] set = [.. TestBatch.At(7, """{"region":"US"}""", "no JSON"), .. TestBatch.At(9, """{"region":"FR"}""")];

        var read = await Read(rig, 12, set);

        Assert.Equal(["""{"region":"FR"}"""], TestBatch.Values(read));
        Assert.Equal(7, FirstOffset(read));
        Assert.Equal(1, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(read.AsSpan(23)));
    }

    [Fact]
    public async Task What_is_withheld_is_not_counted_as_read()
    {
        using var rig = new Rig(InEurope);
        var step = await rig.Send("analyst", Fetch(12, "payments.eu"));

        await rig.Answer("analyst", step, Fetched(12, "payments.eu", TestBatch.At(7, """{"region":"US"}""", """{"region":"FR"}""", """{"region":"DE"}""")));

        Assert.Equal(1, step.Exchange.Topics[0].Counts.Withheld);
    }

    [Fact]
    public async Task Beyond_its_quota_a_reader_sees_what_others_see()
    {
        // given an exception under which two records an hour are seen in clear
        using var rig = new Rig(Policies.Payments.Replace("{mask: {keepLast: 4, fill: \"*\"}}}", "{mask: {keepLast: 4, fill: \"*\"}}, except: [{people: analysts, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}]}", StringComparison.Ordinal) + """

            quotas:
              - {id: Q1, people: analysts, reveals: 2/h}
            """);

        var first = await Read(rig, 12, TestBatch.At(7, """{"card":"4111111111111111"}""", """{"amount":1}""", """{"card":"4222222222222"}""", """{"card":"5555555555554444"}"""));
        var second = await Read(rig, 12, TestBatch.At(11, """{"card":"4111111111111111"}"""));

        Assert.Equal(["""{"card":"4111111111111111"}""", """{"amount":1}""", """{"card":"4222222222222"}""", """{"card":"************4444"}"""], TestBatch.Values(first));
        Assert.Equal(["""{"card":"************1111"}"""], TestBatch.Values(second));
    }

    [Fact]
    public async Task The_clear_start_of_a_batch_cut_short_does_not_pass()
    {
        using var rig = new Rig(Policies.Payments);
        var cut = TestBatch.At(8, """{"card":"4111111111111111"}""");
        byte[] set = [.. TestBatch.At(7, """{"amount":1}"""), .. cut[..^2]];

        var read = await Read(rig, 12, set);

        Assert.Equal(["""{"amount":1}"""], TestBatch.Values(read));
    }

    [Fact]
    public async Task A_topic_without_a_rule_passes_byte_for_byte()
    {
        using var rig = new Rig(Policies.Payments);
        var step = await rig.Send("analyst", Fetch(12, "open.news"));
        var set = TestBatch.Of("no JSON");

        var answer = await rig.Answer("analyst", step, Fetched(12, "open.news", set));

        Assert.False(step.Exchange.ResponseEdits.Any);
        Assert.Equal(set, Records(answer));
    }

    private static string InEurope => Policies.Payments + """

        rows:
          - {id: R1, topics: "payments.**", people: analysts, keep: "value.region in ['DE', 'FR']"}
        """;

    private static long FirstOffset(byte[] set)
    {
        var batches = new RecordSetView(set);
        Assert.True(batches.MoveNext());
        return batches.Current.BaseOffset;
    }
}
