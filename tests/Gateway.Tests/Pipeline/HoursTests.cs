using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Rules that hold at some hours or for some client ids: connections that live see the change with the second.</summary>
public sealed class HoursTests
{
    private const string Clear = """{"card":"4111111111111111"}""";
    private const string Masked = """{"card":"************1111"}""";
    private const string Office = "hours: \"Mon-Fri 08:00-18:00 Europe/Berlin\"";

    // 08:00 and 18:00 in Berlin of the day at whose first second the clock stands.
    private static readonly TimeSpan Opening = TimeSpan.FromHours(7);
    private static readonly TimeSpan Closing = TimeSpan.FromHours(17);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static readonly string ByDay = Policies.Payments.Replace("people: analysts}", $"people: analysts, {Office}}}", StringComparison.Ordinal);
    private static readonly string RevealByDay = Policies.Payments.Replace(
        "{mask: {keepLast: 4, fill: \"*\"}}}", $"{{mask: {{keepLast: 4, fill: \"*\"}}}}, except: [{{people: analysts, {Office}, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}}]}}", StringComparison.Ordinal);

    [Fact]
    public async Task Access_is_given_at_the_second_at_which_hours_open_and_taken_at_the_one_at_which_they_close()
    {
        using var rig = new Rig(ByDay, (Filled.TopicId, "payments.eu"));

        Assert.Equal(Verdict.Reply, (await rig.Send("analyst", Fetch(12, "payments.eu"))).Verdict);
        rig.Time.Advance(Opening - Second);
        Assert.Equal(Verdict.Reply, (await rig.Send("analyst", Fetch(12, "payments.eu"))).Verdict);
        rig.Time.Advance(Second);
        Assert.Equal(Verdict.Next, (await rig.Send("analyst", Fetch(12, "payments.eu"))).Verdict);
        rig.Time.Advance(Closing - Opening - TimeSpan.FromTicks(1));
        Assert.Equal(Verdict.Next, (await rig.Send("analyst", Fetch(12, "payments.eu"))).Verdict);
        rig.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, ErrorOf((await rig.Send("analyst", Fetch(12, "payments.eu"))).Reply));
    }

    [Fact]
    public async Task What_the_broker_answers_after_closing_does_not_pass()
    {
        using var rig = new Rig(ByDay, (Filled.TopicId, "payments.eu"));
        rig.Time.Advance(Closing - Second);
        var waiting = await rig.Send("analyst", Fetch(12, "payments.eu"));

        rig.Time.Advance(Second);
        var answer = await rig.Answer("analyst", waiting, Fetched(12, "payments.eu", TestBatch.At(7, Clear)));

        Assert.Equal((short)KafkaError.TopicAuthorizationFailed, ErrorOf(answer));
        Assert.Empty(Records(answer));
    }

    [Fact]
    public async Task A_fetch_session_begins_anew_when_hours_open_or_close()
    {
        // given a session that names its topic once
        using var rig = new Rig(ByDay, (Filled.TopicId, "payments.eu"));
        rig.Time.Advance(Opening);
        var opened = Fetched(12, "payments.eu", TestBatch.At(7, Clear));
        opened["SessionId"] = 77;
        await rig.Answer("analyst", await rig.Send("analyst", Full()), opened);
        Assert.Equal(Verdict.Next, (await rig.Send("analyst", Incremental(1))).Verdict);

        // when hours close, and when the next day's open
        rig.Time.Advance(Closing - Opening);
        var closed = await rig.Send("analyst", Incremental(2));
        rig.Time.Advance(TimeSpan.FromDays(1) - Closing + Opening);

        // then it is told that there is no such session, names its topic again and is denied, or reads.
        Assert.Equal((short)KafkaError.FetchSessionIdNotFound, closed.Reply["ErrorCode"]);
        Assert.Equal(Verdict.Next, (await rig.Send("analyst", Full())).Verdict);
    }

    [Fact]
    public async Task An_exception_reveals_at_its_hours_alone()
    {
        using var rig = new Rig(RevealByDay, (Filled.TopicId, "payments.eu"));

        Assert.Equal(Masked, await ReadValue(rig));
        rig.Time.Advance(Opening);
        Assert.Equal(Clear, await ReadValue(rig));

        // Asked for in time, and answered too late.
        rig.Time.Advance(Closing - Opening - Second);
        var waiting = await rig.Send("analyst", Fetch(12, "payments.eu"));
        rig.Time.Advance(Second);
        Assert.Equal(Masked, ValueOf(await rig.Answer("analyst", waiting, Fetched(12, "payments.eu", TestBatch.At(7, Clear)))));
        Assert.Equal(Masked, await ReadValue(rig));
    }

    [Fact]
    public async Task Groups_the_cluster_and_what_may_be_listed_follow_the_hours()
    {
        using var rig = new Rig(Policies.Payments.Replace("people: admins}", $"people: admins, {Office}}}", StringComparison.Ordinal));
        var described = new List<short>();
        foreach (var later in new[] { TimeSpan.Zero, Opening, Closing - Opening })
        {
            rig.Time.Advance(later);
            var request = Rig.Request(16, 4);
            var step = await rig.Send("admin", request);
            var answer = Rig.Response(16, 4);
            answer.Add("Groups")["GroupId"] = "g";
            described.Add((short)(await rig.Answer("admin", step, answer)).Structs("Groups").Count);
        }

        Assert.Equal([0, 1, 0], described);
    }

    [Fact]
    public async Task A_clock_that_is_put_back_puts_back_what_it_decides()
    {
        using var rig = new Rig(ByDay, (Filled.TopicId, "payments.eu"));
        rig.Time.Advance(Closing);
        Assert.Equal(Verdict.Reply, (await rig.Send("analyst", Fetch(12, "payments.eu"))).Verdict);

        rig.Time.AdjustTime(rig.Time.GetUtcNow().AddHours(-1));

        Assert.Equal(Verdict.Next, (await rig.Send("analyst", Fetch(12, "payments.eu"))).Verdict);
    }

    [Fact]
    public async Task A_rule_holds_for_the_client_ids_that_it_names_request_by_request()
    {
        using var rig = new Rig(Policies.Payments.Replace("people: analysts}", "people: analysts, clientIds: \"bi-*\"}", StringComparison.Ordinal), (Filled.TopicId, "payments.eu"));

        var verdicts = new List<Verdict>();
        for (var i = 0; i < 100; i++)
            verdicts.Add((await rig.Send("analyst", Fetch(12, "payments.eu"), i % 2 == 0 ? $"bi-{i}" : $"desk-{i}")).Verdict);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => i % 2 == 0 ? Verdict.Next : Verdict.Reply), verdicts);
    }

    private static Message Full()
    {
        var request = Fetch(12, "payments.eu");
        request["SessionEpoch"] = 0;
        return request;
    }

    private static Message Incremental(int epoch)
    {
        var request = Rig.Request(1, 12);
        (request["SessionId"], request["SessionEpoch"]) = (77, epoch);
        return request;
    }

    private static async Task<string?> ReadValue(Rig rig) => ValueOf(await rig.Answer("analyst", await rig.Send("analyst", Fetch(12, "payments.eu")), Fetched(12, "payments.eu", TestBatch.At(7, Clear))));

    private static string? ValueOf(Message answer) => Assert.Single(TestBatch.Values(Records(answer)));

    private static short ErrorOf(Message answer) => answer.Structs("Responses")[0].Structs("Partitions")[0].Get<short>("ErrorCode");
}
