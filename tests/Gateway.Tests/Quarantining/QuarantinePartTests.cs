using System.Text;
using Compliance.Gateway.Tests.Pipeline;
using Xunit;

namespace Compliance.Gateway.Tests.Quarantining;

/// <summary>What nobody has declared, found in keys and headers of records: masked, quarantined or refused as it is in values, and told with its part.</summary>
public sealed class QuarantinePartTests : IAsyncLifetime
{
    private const string Parts = ", in: [value, key, headers]";
    private readonly QuarantineBench _bench = new();

    public async ValueTask InitializeAsync()
    {
        await _bench.StartAsync();
        _bench.Cluster.Topic(QuarantinePolicy.Topic);
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    private static string Policy(string action) => QuarantinePolicy.Of(action, Parts)
        .Replace("access:\n", "retention: [{id: T1, topics: \"payments.**\", max: 9d, cleanup: delete}]\naccess:\n", StringComparison.Ordinal);

    private static List<string> Stored(Step step) =>
        TestBatch.Read(step.Sent.Structs("TopicData")[0].Structs("PartitionData")[0].Get<byte[]>("Records")).ConvertAll(record => record.ToString());

    [Fact]
    public async Task A_record_with_finds_in_several_parts_is_copied_once_and_stored_masked()
    {
        await using var evidence = new Evidence();
        using (var rig = new Rig(Policy("quarantine"), _bench.Writer, await evidence.StartAsync()))
        {
            var written = TestRecord.Of("ada@shop.example", """{"note":"4111111111111111"}""", ("x-by", "eve@shop.example"), ("trace", "7"), ("ada@shop.example", "4111111111111111"));
            var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of(0, TestRecord.Of("a", """{"amount":1}""", ("trace", "8")), written, TestRecord.Of("eve@shop.example", null))));
            await rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

            Assert.Equal(
                ["a = {\"amount\":1}; trace: 8", "***@shop.example = {\"note\":\"411111******1111\"}; x-by: ***@shop.example; trace: 7; ada@shop.example: 411111******1111", "***@shop.example = null"],
                Stored(step));
        }

        // The copies are as they were written, each once, and say where what was found stands, but no name that is data.
        Assert.Equal(["ada@shop.example", "eve@shop.example"], _bench.Copies.Select(copy => Encoding.UTF8.GetString(copy.Key!)));
        Assert.Equal(
            ["$..note,key:$,header:x-by:$,header:*:$", "key:$"],
            _bench.Copies.Select(copy => Encoding.UTF8.GetString(copy.Headers.Last(header => header.Name == "__quarantine.fields").Value!)));

        var (e, encoded) = Assert.Single(await evidence.StopAsync());
        Assert.Equal((5L, "pan email", 2L), (e.UndeclaredValues, string.Join(' ', e.UndeclaredKinds), e.QuarantinedRecords));
        Assert.Equal(["$..note", "key:$", "header:x-by:$", "header:*:$"], e.UndeclaredFields);
        Assert.DoesNotContain("shop.example", Encoding.Latin1.GetString(encoded), StringComparison.Ordinal);
        Assert.DoesNotContain("1111", Encoding.Latin1.GetString(encoded), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada@shop.example", "7", "the key holds at $ what looks like an e-mail address")]
    [InlineData("a", "eve@shop.example", "the header 'x-by' holds at $ what looks like an e-mail address")]
    public async Task It_refuses_the_batch_where_the_policy_refuses(string key, string header, string told)
    {
        using var rig = new Rig(Policy("reject"), _bench.Writer);

        var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of(0, TestRecord.Of(key, """{"amount":1}""", ("x-by", header)))));

        var error = Assert.Single(QuarantineBench.Refusal(step).Structs("RecordErrors"));
        Assert.Contains(told, error.Get<string>("BatchIndexErrorMessage"), StringComparison.Ordinal);
        Assert.Empty(_bench.Copies);
    }

    [Fact]
    public async Task Observed_it_stays_and_is_counted()
    {
        using var rig = new Rig(Policy("observe"), _bench.Writer);

        var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of(0, TestRecord.Of("ada@shop.example", null, ("x-by", "eve@shop.example"), ("raw", "\u00ff")))));

        Assert.Equal(["ada@shop.example = null; x-by: eve@shop.example; raw: \u00ff"], Stored(step));
        List<string> places = [];
        Assert.Equal(2, step.Exchange.Topics[0].Counts.AddUndeclared([], places));
        Assert.Equal(["key:$", "header:x-by:$"], places);
    }

    [Fact]
    public async Task Without_the_word_nothing_is_looked_for_there()
    {
        using var rig = new Rig(QuarantinePolicy.Of("reject"), _bench.Writer);

        var step = await rig.Send("till", Traffic.Produce(9, TestBatch.Of(0, TestRecord.Of("ada@shop.example", """{"amount":1}""", ("x-by", "eve@shop.example")))));

        Assert.Equal(["ada@shop.example = {\"amount\":1}; x-by: eve@shop.example"], Stored(step));
    }
}
