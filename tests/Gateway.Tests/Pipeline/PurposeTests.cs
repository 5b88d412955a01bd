using Compliance.Events;
using Compliance.Kafka.Wire;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>A purpose that the client id of a request states, or the route: it counts for those who may, and is in the evidence of all.</summary>
public sealed class PurposeTests : IAsyncLifetime
{
    private const string Clear = """{"card":"4111111111111111"}""";
    private const string Masked = """{"card":"************1111"}""";

    private static readonly string Policy = Policies.Payments.Replace("{mask: {keepLast: 4, fill: \"*\"}}}", "{mask: {keepLast: 4, fill: \"*\"}}, except: [{purpose: fraud-case, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}]}", StringComparison.Ordinal) + """

        purposes:
          fraud-case: {people: analysts, clientIds: "fraud-case.*"}
          review: {people: analysts, clientIds: "review.*"}
        """;

    private readonly Evidence _evidence = new();

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync() => _evidence.DisposeAsync();

    [Fact]
    public async Task The_client_id_of_each_request_decides_for_it_and_for_its_answer()
    {
        using var rig = new Rig(Policy, await _evidence.StartAsync(), (Filled.TopicId, "payments.eu"));

        var read = new List<string?>();
        foreach (var clientId in new[] { "desk", "fraud-case.7", "desk", "fraud-case.8", "fraud-case", "review.1" })
            read.Add(await Read(rig, "analyst", clientId));

        Assert.Equal([Masked, Clear, Masked, Clear, Masked, Masked], read);
        Assert.Equal([null, "fraud-case", null, "fraud-case", null, "review"], (await Fetches()).Select(e => e.Purpose));
    }

    [Fact]
    public async Task Answers_in_flight_belong_to_the_client_id_of_their_own_request()
    {
        using var rig = new Rig(Policy, (Filled.TopicId, "payments.eu"));
        var with = await rig.Send("analyst", Fetch(12, "payments.eu"), "fraud-case.7");
        var without = await rig.Send("analyst", Fetch(12, "payments.eu"), "desk");

        Assert.Equal(Masked, Value(await rig.Answer("analyst", without, Fetched(12, "payments.eu", TestBatch.At(7, Clear)))));
        Assert.Equal(Clear, Value(await rig.Answer("analyst", with, Fetched(12, "payments.eu", TestBatch.At(7, Clear)))));
    }

    [Fact]
    public async Task Who_may_not_claim_it_states_it_in_vain_and_the_evidence_tells_of_it()
    {
        using var rig = new Rig(Policy, await _evidence.StartAsync(), (Filled.TopicId, "payments.eu"));

        Assert.Equal(Masked, await Read(rig, "admin", "fraud-case.7"));

        var e = Assert.Single(await Fetches());
        Assert.Equal(("fraud-case", 1L, 0L, null), (e.Purpose, e.MaskedValues, e.ClearValues, e.ExemptionId));
    }

    [Fact]
    public async Task A_route_states_its_purpose_for_every_client_whatever_its_id()
    {
        using var rig = new Rig(Policy, "fraud-case", await _evidence.StartAsync());

        Assert.Equal(Clear, await Read(rig, "analyst", "review.1"));
        Assert.Equal(Masked, await Read(rig, "admin", "desk"));

        Assert.Equal(["fraud-case T-1", "fraud-case "], (await Fetches()).Select(e => $"{e.Purpose} {e.ExemptionId}"));
    }

    [Fact]
    public async Task Policies_that_change_are_asked_anew_by_whom_has_stated_a_purpose()
    {
        using var rig = new Rig(Policy, (Filled.TopicId, "payments.eu"));
        Assert.Equal(Clear, await Read(rig, "analyst", "fraud-case.7"));

        rig.Use(Policy.Replace("fraud-case: {people: analysts,", "fraud-case: {people: tills,", StringComparison.Ordinal));
        Assert.Equal(Masked, await Read(rig, "analyst", "fraud-case.7"));

        rig.Use(Policy);
        Assert.Equal(Clear, await Read(rig, "analyst", "fraud-case.7"));
    }

    [Fact]
    public async Task A_quota_of_a_principal_is_one_with_and_without_a_purpose()
    {
        using var rig = new Rig(Policy.Replace("except: [", "except: [{people: analysts, do: reveal, until: 2100-01-01, ticket: T-0, approvedBy: x}, ", StringComparison.Ordinal) + """

            quotas: [{id: Q1, people: analysts, reveals: 2/h}]
            """, (Filled.TopicId, "payments.eu"));

        Assert.Equal([Clear, Clear, Masked], [await Read(rig, "analyst", "desk"), await Read(rig, "analyst", "fraud-case.7"), await Read(rig, "analyst", "review.1")]);
    }

    private static async Task<string?> Read(Rig rig, string user, string clientId) =>
        Value(await rig.Answer(user, await rig.Send(user, Fetch(12, "payments.eu"), clientId), Fetched(12, "payments.eu", TestBatch.At(7, Clear))));

    private static string? Value(Message answer) => Assert.Single(TestBatch.Values(Records(answer)));

    private async Task<List<AuditEvent>> Fetches() => [.. (await _evidence.StopAsync()).Select(row => row.Event).Where(e => e.Action == "kafka.fetch")];
}
