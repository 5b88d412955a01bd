using Compliance.Gateway.Audit;
using Compliance.Gateway.Pipeline;
using Compliance.Rules.Compiled;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>How each kind of event is kept, by default and by the policy's audit rules.</summary>
public sealed class ModesTests : IAsyncLifetime
{
    private const string Rules = """
        audit:
          - {id: M1, mode: strict, apis: fetch, classes: card}
          - {id: M2, mode: aggregate, apis: [produce, fetch], topics: "open.**"}
          - {id: M3, mode: best-effort, apis: describe, people: admins}
        """;

    private readonly Evidence _evidence = new();
    private AuditTrail _trail = null!;
    private Rig? _rig;

    // Nothing is durable before somebody asks for it.
    public async ValueTask InitializeAsync() => _trail = await _evidence.StartAsync(plan => plan with { FsyncInterval = TimeSpan.FromHours(1) });

    public async ValueTask DisposeAsync()
    {
        _rig?.Dispose();
        await _evidence.DisposeAsync();
    }

    [Fact]
    public async Task By_default_administration_waits_for_the_disk_and_reading_does_not()
    {
        Use("");

        var read = await Fetched("payments.eu", records: 2);
        var created = await _rig!.Send("admin", Filled.Request(19, 5));
        await _rig.Answer("admin", created, Rig.Response(19, 5));

        Assert.Equal(0, read.Exchange.DurableAt);
        Assert.True(created.Exchange.DurableAt > 0);
        Assert.True(await _trail.Recorder.WaitDurable(created.Exchange.DurableAt));
    }

    [Fact]
    public async Task A_refusal_waits_for_the_disk()
    {
        Use("");

        var refused = await _rig!.Send("stranger", AuthorizeTests.Produce(9, -1, "payments.eu"));

        Assert.Equal(Verdict.Reply, refused.Verdict);
        Assert.True(refused.Exchange.DurableAt > 0);
    }

    [Fact]
    public async Task A_Produce_without_acknowledgement_goes_on_only_once_its_evidence_is_durable()
    {
        Use("audit: [{id: M1, mode: strict, apis: produce}]");

        var sent = await _rig!.Send("till", AuthorizeTests.Produce(9, 0, "payments.eu"));

        Assert.Equal(Verdict.Next, sent.Verdict);
        Assert.True(sent.Exchange.DurableAt > 0);
        Assert.True(_trail.Recorder.WaitDurable(sent.Exchange.DurableAt).AsTask().IsCompleted);
    }

    [Fact]
    public async Task The_policy_says_which_topics_wait_which_are_counted_and_what_is_best_effort()
    {
        Use(Rules);

        // When a classified topic is read, an open one is read three times, once in vain, and an administrator looks at things,
        var classified = await Fetched("payments.eu", records: 2);
        for (var records = 0; records < 3; records++)
            await Fetched("open.news", records);
        var looked = await _rig!.Send("admin", Filled.Request(15, 5));
        await _rig.Answer("admin", looked, Rig.Response(15, 5));

        // then the first waits for the disk and the others do not,
        Assert.True(classified.Exchange.DurableAt > 0);
        Assert.Equal(0, looked.Exchange.DurableAt);

        // and there is one event of the first, one of both others that brought something, one of the poll, one of the look.
        var events = (await _evidence.StopAsync()).Select(e => e.Event).ToList();
        Assert.Equal(
            ["kafka.describe_groups  0 0", "kafka.fetch  1 0", "kafka.fetch open.news 2 3", "kafka.fetch payments.eu 0 2"],
            events.Select(e => $"{e.Action} {e.Topic} {e.AggCount} {e.Records}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Counting_together_keeps_what_was_masked()
    {
        Use("audit: [{id: M1, mode: aggregate, apis: fetch}]");

        await Fetched("payments.eu", records: 2);
        await Fetched("payments.eu", records: 1);

        var e = Assert.Single(await _evidence.StopAsync()).Event;
        Assert.Equal((2L, 3L, 3L, "mask"), (e.AggCount, e.Records, e.MaskedValues, e.Decision));
        Assert.Equal(("card", "$.card", "mask"), (e.DataClasses.Single(), e.MaskFields.Single(), e.MaskTechniques.Single()));
    }

    [Fact]
    public async Task A_policy_that_is_read_again_decides_from_the_next_request_on()
    {
        Use("");
        var before = await Fetched("payments.eu", records: 1);

        _rig!.Use(Policies.Payments + "\n" + Rules);
        var after = await Fetched("payments.eu", records: 1);

        Assert.Equal((false, true), (before.Exchange.DurableAt > 0, after.Exchange.DurableAt > 0));
    }

    [Theory]
    [InlineData(AuditMode.Durable, false)]
    [InlineData(AuditMode.Strict, true)]
    public async Task Without_policies_the_settings_say_whether_answers_wait(AuditMode mode, bool waits)
    {
        await using var evidence = new Evidence();
        using var rig = new Rig(null, await evidence.StartAsync(plan => plan with { Mode = mode }));

        var step = await rig.Send("anybody", AuthorizeTests.Produce(9, -1, "payments.eu"));
        await rig.Answer("anybody", step, AuthorizeTests.Stored(9, "payments.eu"));

        Assert.Equal(waits, step.Exchange.DurableAt > 0);
    }

    private void Use(string rules) => _rig = new Rig(Policies.Payments + "\n" + rules, _trail);

    private async Task<Step> Fetched(string topic, int records)
    {
        var request = Rig.Request(1, 12);
        request["SessionEpoch"] = -1;
        var asked = request.Add("Topics");
        asked["Topic"] = topic;
        asked.Add("Partitions");
        var step = await _rig!.Send("analyst", request);
        var answer = Rig.Response(1, 12);
        if (records > 0)
        {
            var entry = answer.Add("Responses");
            entry["Topic"] = topic;
            entry.Add("Partitions")["Records"] = TestBatch.At(40, [.. Enumerable.Repeat("""{"card":"4111111111111111"}""", records)]);
        }

        await _rig.Answer("analyst", step, answer);
        return step;
    }
}
