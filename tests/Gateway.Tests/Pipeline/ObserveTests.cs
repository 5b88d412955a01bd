using Compliance.Events;
using Compliance.Gateway.Pipeline;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>A policy that is only observed: no byte changes and nothing is refused, and the evidence says what it would have done.</summary>
public sealed class ObserveTests : IAsyncLifetime
{
    private const string Canary = "4111111111111111";
    private static readonly string Observed = Policies.Payments.Replace("mode: enforce", "mode: observe", StringComparison.Ordinal);
    private readonly Evidence _evidence = new();
    private Rig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = new Rig(Observed, await _evidence.StartAsync(), (Filled.TopicId, "payments.eu"));

    public async ValueTask DisposeAsync()
    {
        _rig.Dispose();
        await _evidence.DisposeAsync();
    }

    [Fact]
    public async Task What_is_stored_is_what_was_sent_and_what_would_have_been_dropped_is_told()
    {
        var records = TestBatch.Of($$"""{"card":"{{Canary}}","code":"987"}""", """{"code":"986"}""");
        var step = await _rig.Send("till", Traffic.Produce(9, records));
        await _rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        Assert.Equal(records, (byte[])step.Sent.Structs("TopicData")[0].Structs("PartitionData")[0]["Records"]!);
        var e = await SingleEvent();
        Assert.Equal(("allow", 0L, "test"), (e.Decision, e.MaskedValues, e.PolicyId));
        Assert.Equal(("mask", 2L, "P1"), (e.ObservedDecision, e.ObservedValues, string.Join(' ', e.ObservedRules)));
    }

    [Fact]
    public async Task What_is_read_is_what_was_stored_and_what_would_have_been_masked_is_told()
    {
        var records = TestBatch.At(40, $$"""{"card":"{{Canary}}"}""", """{"other":1}""");
        Assert.Equal(records, await Traffic.Read(_rig, 12, records));

        var e = await SingleEvent();
        Assert.Equal(("allow", 0L), (e.Decision, e.MaskedValues));
        Assert.Equal(("mask", 1L, "P2"), (e.ObservedDecision, e.ObservedValues, string.Join(' ', e.ObservedRules)));
    }

    [Fact]
    public async Task Who_would_be_refused_is_let_through_and_told_of()
    {
        // Given somebody whom no rule allows to write,
        var step = await _rig.Send("intruder", Traffic.Produce(9, TestBatch.Of("""{"amount":1}""")));
        Assert.Equal(Verdict.Next, step.Verdict);
        await _rig.Answer("intruder", step, AuthorizeTests.Stored(9, "payments.eu"));

        var e = await SingleEvent();
        Assert.Equal(("success", "allow", "deny"), (e.Outcome, e.Decision, e.ObservedDecision));
        Assert.Empty(e.ObservedRules);
    }

    [Fact]
    public async Task A_record_that_could_not_be_read_under_it_passes()
    {
        var step = await _rig.Send("till", Traffic.Produce(9, TestBatch.Of("no JSON")));
        Assert.Equal(Verdict.Next, step.Verdict);
        await _rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        var e = await SingleEvent();
        Assert.Equal(("success", 0L, "deny"), (e.Outcome, e.MaskFailures, e.ObservedDecision));
    }

    [Fact]
    public async Task Where_all_policies_are_enforced_nothing_is_observed()
    {
        _rig.Use(Policies.Payments);
        var step = await _rig.Send("till", Traffic.Produce(9, TestBatch.Of("""{"code":"1"}""")));
        await _rig.Answer("till", step, AuthorizeTests.Stored(9, "payments.eu"));

        var e = await SingleEvent();
        Assert.Equal(("mask", null, 0L), (e.Decision, e.ObservedDecision, e.ObservedValues));
    }

    private async Task<AuditEvent> SingleEvent() => Assert.Single(await _evidence.StopAsync()).Event;
}
