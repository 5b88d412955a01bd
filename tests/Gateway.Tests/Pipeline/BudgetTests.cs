using System.Net;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Pipeline;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream;
using Compliance.Kafka.Schema;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>What the steps allocate for an exchange, in steady state: nothing, with rules, masking and evidence on.</summary>
public sealed class BudgetTests : IAsyncLifetime
{
    private const int Rounds = 500;
    private readonly Evidence _evidence = new();
    private AuditTrail _trail = null!;

    public async ValueTask InitializeAsync() => _trail = await _evidence.StartAsync();

    public async ValueTask DisposeAsync() => await _evidence.DisposeAsync();

    [Fact]
    public async Task A_produce_and_its_answer_allocate_nothing()
    {
        var request = AuthorizeTests.Produce(9, -1, "payments.eu");
        request.Structs("TopicData")[0].Structs("PartitionData")[0]["Records"] = TestBatch.Of($$"""{"card":"4111111111111111","code":"123","note":"{{new string('n', 900)}}"}""");

        Assert.Equal(0, await AllocatedPerExchange("till", request.Encode(), AuthorizeTests.Stored(9, "payments.eu").Encode(), api: 0, version: 9));
    }

    [Fact]
    public async Task A_fetch_and_its_answer_allocate_nothing()
    {
        var request = Rig.Request(1, 12);
        request["SessionEpoch"] = -1;
        var asked = request.Add("Topics");
        asked["Topic"] = "payments.eu";
        asked.Add("Partitions");
        var answer = Rig.Response(1, 12);
        var topic = answer.Add("Responses");
        topic["Topic"] = "payments.eu";
        topic.Add("Partitions")["Records"] = TestBatch.At(40, $$"""{"card":"4111111111111111","note":"{{new string('n', 900)}}"}""");

        // A fetch without a session of the broker's own still gets the proxy's, an object of two fields.
        Assert.InRange(await AllocatedPerExchange("analyst", request.Encode(), answer.Encode(), api: 1, version: 12, most: 100), 0, 100);
    }

    [Fact]
    public async Task Nor_do_keys_and_headers()
    {
        var policy = Policies.Payments
            .Replace("  card: {find: [{topics: \"payments.**\", path: $.card}]}", "  card: {find: [{topics: \"payments.**\", in: key}]}", StringComparison.Ordinal)
            .Replace("  code: {find: [{topics: \"payments.**\", path: $.code}]}", "  code: {find: [{topics: \"payments.**\", in: \"header:code\"}]}", StringComparison.Ordinal)
            .Replace("do: drop}", "do: {mask: {keepLast: 1}}}\n  - {id: P3, class: card, when: produce, do: {token: {with: siv, key: k}}}", StringComparison.Ordinal) + "\nkeys: {k: {env: K}}";
        var request = AuthorizeTests.Produce(9, -1, "payments.eu");
        request.Structs("TopicData")[0].Structs("PartitionData")[0]["Records"] = TestBatch.Of(0, TestRecord.Of("4111111111111111", new string('n', 900), ("code", "123"), ("other", "x")));

        Assert.Equal(0, await AllocatedPerExchange("till", request.Encode(), AuthorizeTests.Stored(9, "payments.eu").Encode(), api: 0, version: 9, policy: policy));
    }

    [Theory]
    [InlineData("mask")]
    [InlineData("quarantine")]
    public async Task Nor_does_what_is_looked_for_and_not_found_whatever_would_become_of_it(string action)
    {
        var policy = Policies.Payments.Replace("onError: reject", $"onError: reject, undeclaredPii: {{do: {action}, topics: \"payments.**\"}}", StringComparison.Ordinal);
        var request = AuthorizeTests.Produce(9, -1, "payments.eu");
        request.Structs("TopicData")[0].Structs("PartitionData")[0]["Records"] = TestBatch.Of($$"""{"card":"4111111111111111","code":"123","note":"{{new string('n', 900)}}"}""");

        Assert.Equal(0, await AllocatedPerExchange("till", request.Encode(), AuthorizeTests.Stored(9, "payments.eu").Encode(), api: 0, version: 9, policy: policy));
    }

    private async Task<long> AllocatedPerExchange(string user, byte[] request, byte[] answer, short api, short version, long most = 0, string policy = Policies.Payments)
    {
        var (rules, _) = PolicyLoader.Load([("policy.yaml", policy)]);
        var route = new RoutePlan("payments", new ClusterPlan("main", []), new ListenPlan(IPAddress.Loopback, 0, 0, 0), "proxy", ClientsPlan.Anonymous) { Rules = rules };
        var topics = new Topics(100, (_, _, _) => Task.CompletedTask);
        var plan = new ChainPlan(route, new BrokerMap(route, (_, port) => port), topics, KeyRing.Ephemeral(rules!.Keys), _trail, TimeProvider.System, NullLogger.Instance);
        var session = new SessionState(Guid.NewGuid(), route, 1, "10.0.0.1", 4711) { Principal = "User:" + user };
        using var chain = new Chain(new LiveChain(plan), session);
        var exchange = new Exchange { Session = session };
        var output = new byte[request.Length + answer.Length + 1000];
        var best = long.MaxValue;
        for (var batch = 0; batch < 400 && best > most; batch++)
        {
            // The runtime compiles the code better and better; what counts is where that ends.
            best = Math.Min(best, Allocated(chain, exchange, request, answer, api, version, output) / Rounds);
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }

        return best;
    }

    private static long Allocated(Chain chain, Exchange exchange, byte[] request, byte[] answer, short api, short version, byte[] output)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            Exchange(chain, exchange, request, answer, api, version, output);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Exchange(Chain chain, Exchange exchange, byte[] request, byte[] answer, short api, short version, byte[] output)
    {
        exchange.Begin(Guid.CreateVersion7(), ApiTable.Find(api)!, version, 1, "test", 1, 1, request.Length);
        chain.Bind(exchange);
        Expect(chain.OnRequestAsync(exchange, request));
        if (exchange.RequestEdits.Any)
            exchange.RequestEdits.WriteTo(output);
        Expect(chain.OnResponseAsync(exchange, answer, answer.Length));
        if (exchange.ResponseEdits.Any)
            exchange.ResponseEdits.WriteTo(output);
    }

    /// <summary>An assertion that passes allocates, so none is asked until something is wrong.</summary>
    private static void Expect(ValueTask<Verdict> asked)
    {
        if (!asked.IsCompletedSuccessfully || asked.Result != Verdict.Next)
            Assert.Fail("The exchange was not let through at once.");
    }
}
