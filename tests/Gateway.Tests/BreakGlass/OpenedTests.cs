using Compliance.Events;
using Compliance.Gateway.BreakGlass;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Compliance.Kafka.Wire;
using Compliance.Signing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.BreakGlass;

/// <summary>What a grant opens to a connection that lives, when it ends, and what the evidence says of it.</summary>
public sealed class OpenedTests : IAsyncLifetime
{
    private const string Clear = """{"card":"4111111111111111"}""";
    private const string Masked = """{"card":"************1111"}""";

    private static readonly string Policy = Policies.Payments.Replace(
        "{mask: {keepLast: 4, fill: \"*\"}}}", "{mask: {keepLast: 4, fill: \"*\"}}, except: [{people: analysts, breakGlass: night, do: reveal, until: 2100-01-01, ticket: T-1, approvedBy: x}]}", StringComparison.Ordinal)
        .Replace("people: [tills, analysts]}", "people: [tills, analysts], breakGlass: night}", StringComparison.Ordinal);

    private readonly TempFolder _folder = new("opened");
    private readonly Evidence _evidence = new();
    private readonly SigningKey _key = PemKeys.Read(PemKeys.Create(SignatureKind.EcdsaP256), "alice.pem");
    private GrantBook _book = null!;

    public ValueTask InitializeAsync()
    {
        var people = new People(new Dictionary<string, IReadOnlyList<VerifyingKey>> { ["alice"] = [_key.PublicKey] });
        _book = new GrantBook(new BreakGlassPlan(_folder.Path, "o", people, TimeSpan.FromHours(4), "d"));
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _evidence.DisposeAsync();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_field_and_a_topic_are_opened_for_the_time_of_the_grant_and_to_nobody_else()
    {
        var trail = await _evidence.StartAsync();
        using var rig = new Rig(Policy, _book, trail);
        using var instruments = new Instruments();
        var loop = new GrantLoop(() => [("payments", "main", _book)], trail.Recorder, new GrantMetrics(instruments, () => [("payments", "main", _book)]), rig.Time, NullLogger.Instance);

        Assert.Equal(Masked, await Value(rig, "analyst"));
        Assert.Equal(Verdict.Reply, (await rig.Send("analyst", Fetch(12, "open.news"))).Verdict);

        // when a grant is there
        Say(rig, new GrantStatement(GrantStatement.Open, "alice", rig.Time.GetUtcNow(), "the till is down") { Order = new("User:analyst", "night", rig.Time.GetUtcNow().AddHours(2), "INC-1") }, 1);
        loop.Look();
        Assert.Equal(Clear, await Value(rig, "analyst"));
        Assert.Equal(Verdict.Next, (await rig.Send("analyst", Fetch(12, "open.news"))).Verdict);
        Assert.Equal(Masked, await Value(rig, "admin"));

        // and when its end comes while a request waits for its answer
        rig.Time.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        var waiting = await rig.Send("analyst", Fetch(12, "payments.eu"));
        rig.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(Masked, ValueOf(await rig.Answer("analyst", waiting, Fetched(12, "payments.eu", TestBatch.At(7, Clear)))));
        Assert.Equal(Verdict.Reply, (await rig.Send("analyst", Fetch(12, "open.news"))).Verdict);
        loop.Look();

        // then the evidence tells of the grant, of each request under it and of its end.
        var events = (await _evidence.StopAsync()).Select(row => row.Event).ToList();
        var granted = Assert.Single(events, e => e.Action == "breakglass.granted");
        Assert.Equal(("User:analyst", "night/1", "INC-1", "payments", "success"), (granted.Principal, granted.GrantId, granted.ExemptionId, granted.Route, granted.Outcome));
        Assert.Equal("the till is down (until 2026-12-01 02:00:00Z)", granted.Reason);
        Assert.Equal(["alice"], granted.PolicyApprovers);
        Assert.Equal(("night/1", "Its time is over."), Assert.Single(events, e => e.Action == "breakglass.ended") is var ended ? (ended.GrantId, ended.Reason) : default);
        var fetches = events.Where(e => e.Action == "kafka.fetch" && e.Topic == "payments.eu").ToList();
        Assert.Equal(
            [("User:analyst", null, 0L), ("User:analyst", "night/1", 1L), ("User:admin", null, 0L), ("User:analyst", "night/1", 0L)],
            fetches.Select(e => (e.Principal, e.GrantId, e.ClearValues)));
        Assert.Equal("the till is down", fetches[1].Reason);
        Assert.Null(fetches[0].Reason);
    }

    [Fact]
    public async Task A_grant_that_is_taken_back_ends_for_connections_and_fetch_sessions_that_live()
    {
        using var rig = new Rig(Policy, _book, null);
        Say(rig, new GrantStatement(GrantStatement.Open, "alice", rig.Time.GetUtcNow(), "r") { Order = new("User:analyst", "night", rig.Time.GetUtcNow().AddHours(2), "INC-1") }, 1);
        _book.Look(rig.Time.GetUtcNow());
        var full = Fetch(12, "payments.eu");
        full["SessionEpoch"] = 0;
        var opened = Fetched(12, "payments.eu", TestBatch.At(7, Clear));
        opened["SessionId"] = 77;
        Assert.Equal(Clear, ValueOf(await rig.Answer("analyst", await rig.Send("analyst", full), opened)));

        Say(rig, new GrantStatement(GrantStatement.Close, "alice", rig.Time.GetUtcNow(), "over") { Of = 1 }, 2);
        _book.Look(rig.Time.GetUtcNow());

        var incremental = Rig.Request(1, 12);
        (incremental["SessionId"], incremental["SessionEpoch"]) = (77, 1);
        Assert.Equal((short)KafkaError.FetchSessionIdNotFound, (await rig.Send("analyst", incremental)).Reply["ErrorCode"]);
        Assert.Equal(Masked, await Value(rig, "analyst"));
    }

    [Fact]
    public async Task A_refused_grant_opens_nothing_and_is_evidence()
    {
        var trail = await _evidence.StartAsync();
        using var rig = new Rig(Policy, _book, trail);
        using var instruments = new Instruments();
        var loop = new GrantLoop(() => [("payments", "main", _book)], trail.Recorder, new GrantMetrics(instruments, () => [("payments", "main", _book)]), rig.Time, NullLogger.Instance);
        Say(rig, new GrantStatement(GrantStatement.Open, "alice", rig.Time.GetUtcNow(), "r") { Order = new("User:analyst", "night", rig.Time.GetUtcNow().AddHours(5), "INC-1") }, 1);

        loop.Look();

        Assert.Equal(Masked, await Value(rig, "analyst"));
        var refused = Assert.Single((await _evidence.StopAsync()).Select(row => row.Event), (AuditEvent e) => e.Action == "breakglass.refused");
        Assert.Equal(("failure", null), (refused.Outcome, refused.GrantId));
        Assert.Contains("longer than breakGlass.max", refused.Reason, StringComparison.Ordinal);
    }

    private void Say(Rig rig, GrantStatement statement, long number)
    {
        var folder = new GrantFolder(_folder.Path);
        var chain = folder.ReadAll(_book.Plan, rig.Time.GetUtcNow());
        Assert.Equal(number, chain.Next);
        folder.Add(SignedGrant.Sign(_book.Plan.Origin, chain.Next, chain.Last, statement, _key));
    }

    private static async Task<string?> Value(Rig rig, string user) => ValueOf(await rig.Answer(user, await rig.Send(user, Fetch(12, "payments.eu")), Fetched(12, "payments.eu", TestBatch.At(7, Clear))));

    private static string? ValueOf(Message answer) => Assert.Single(TestBatch.Values(Records(answer)));
}
