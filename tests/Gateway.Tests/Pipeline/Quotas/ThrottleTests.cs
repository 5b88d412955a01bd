using Compliance.Gateway.Pipeline;
using Compliance.Kafka.Wire;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline.Quotas;

/// <summary>Rates in answers: the client is told, and its connection is not read.</summary>
public sealed class ThrottleTests
{
    private static readonly byte[] Records = TestBatch.At(7, $$"""{"amount":"{{new string('1', 2000)}}"}""");

    private static string Slow => Policies.Payments + """

        quotas:
          - {id: Q1, people: [analysts, tills], read: 1000B/s, write: 1000B/s}
        """;

    [Fact]
    public async Task Who_reads_too_much_gets_it_and_is_told_to_wait()
    {
        using var rig = new Rig(Slow, (Filled.TopicId, "payments.eu"));

        var (answer, told) = await Read(rig, "analyst");

        Assert.Equal(Records, Traffic.Records(answer));
        Assert.InRange(told, 900, 2000);
        Assert.Equal(told, (int)Math.Ceiling(rig.Rest("analyst").TotalMilliseconds));
        Assert.Equal((0, TimeSpan.Zero), ((await Read(rig, "admin")).Told, rig.Rest("admin")));
    }

    [Fact]
    public async Task A_broker_that_tells_to_wait_longer_is_believed()
    {
        using var rig = new Rig(Slow, (Filled.TopicId, "payments.eu"));
        var fetched = Fetched(12, "payments.eu", Records);
        fetched["ThrottleTimeMs"] = 30_000;

        var answer = await rig.Answer("analyst", await rig.Send("analyst", Fetch(12, "payments.eu")), fetched);

        Assert.Equal(30_000, answer.Get<int>("ThrottleTimeMs"));
    }

    [Theory]
    [InlineData((short)-1)]
    [InlineData((short)0)]
    public async Task Who_writes_too_much_is_told_or_where_there_is_no_answer_only_held(short acks)
    {
        using var rig = new Rig(Slow, (Filled.TopicId, "payments.eu"));
        var request = Produce(9, Records);
        request["Acks"] = acks;

        var step = await rig.Send("till", request);

        Assert.Equal(Verdict.Next, step.Verdict);
        Assert.InRange(rig.Rest("till"), TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(2));
        if (acks == 0)
            return;
        var answer = await rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));
        Assert.Equal((int)Math.Ceiling(rig.Rest("till").TotalMilliseconds), answer.Get<int>("ThrottleTimeMs"));
    }

    [Fact]
    public async Task A_debt_outlives_the_policies_that_it_was_made_under_if_the_rate_is_the_same()
    {
        using var rig = new Rig(Slow, (Filled.TopicId, "payments.eu"));
        var (_, first) = await Read(rig, "analyst");

        rig.Use(Slow.Replace("title: Test", "title: Other", StringComparison.Ordinal));
        var (_, second) = await Read(rig, "analyst");
        rig.Use(Slow.Replace("read: 1000B/s", "read: 2000B/s", StringComparison.Ordinal));
        var (_, other) = await Read(rig, "analyst");

        Assert.InRange(second, first + 1900, first + 2300);
        Assert.InRange(other, 0, 200);
        Assert.Equal(second, (int)Math.Ceiling(rig.Rest("analyst").TotalMilliseconds));
    }

    [Fact]
    public async Task Where_no_quota_says_a_rate_nothing_is_touched()
    {
        using var rig = new Rig(Policies.Payments, (Filled.TopicId, "payments.eu"));
        var step = await rig.Send("admin", Fetch(12, "open.news"));

        await rig.Answer("admin", step, Fetched(12, "open.news", Records));

        Assert.False(step.Exchange.ResponseEdits.Any);
        Assert.Equal(0, rig.Quotas.Count);
    }

    private static async Task<(Message Answer, int Told)> Read(Rig rig, string user)
    {
        var answer = await rig.Answer(user, await rig.Send(user, Fetch(12, "payments.eu")), Fetched(12, "payments.eu", Records));
        return (answer, answer.Get<int>("ThrottleTimeMs"));
    }
}
