using System.Text.Json;
using Compliance.Ledger.Custody;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Custody;

/// <summary>The rules of custody, statement by statement.</summary>
public sealed class CustodyStateTests : IDisposable
{
    private const string Origin = "audit.example/main";
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, SigningKey> _keys = new[] { "alice", "bob" }.ToDictionary(name => name, _ => PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test"));
    private readonly CustodyState _state = new();

    private People People => new(_keys.ToDictionary(key => key.Key, key => (IReadOnlyList<VerifyingKey>)[key.Value.PublicKey]));

    public void Dispose()
    {
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    [Fact]
    public void A_purge_goes_from_request_to_certificate()
    {
        var request = Purge(File("a"), File("b"));
        Assert.Null(Add(Approval("bob", request)));
        Assert.Null(Add(Start(request)));
        Assert.Null(Add(Certificate(request, 2)));

        Assert.Equal(["a", "b"], _state.Request(0)!.Gone.Select(file => file.Path));
        Assert.Empty(_state.Problems);
    }

    [Fact]
    public void What_is_against_the_rules_counts_for_nothing_and_says_why()
    {
        var request = Purge(File("a"));

        Assert.Contains("nobody has approved", Add(Start(request)), StringComparison.Ordinal);
        Assert.Contains("it takes two people", Add(Approval("alice", request)), StringComparison.Ordinal);
        Assert.Contains("its SHA-256 differs", Add(Approval("bob", request) with { Of = request with { Sha256 = new string('0', 64) } }), StringComparison.Ordinal);
        Assert.Contains("is none", Add(Approval("bob", request) with { Of = request with { Number = 7 } }), StringComparison.Ordinal);
        Assert.Contains("expired", Add(Approval("bob", request) with { At = Now.AddDays(2) }), StringComparison.Ordinal);
        Assert.Null(Add(Approval("bob", request)));
        Assert.Contains("second approval", Add(Approval("bob", request)), StringComparison.Ordinal);
        Assert.Contains("has not begun", Add(Certificate(request, 1)), StringComparison.Ordinal);
        Assert.Contains("expired", Add(Start(request) with { At = Now.AddDays(2) }), StringComparison.Ordinal);
        Assert.Null(Add(Start(request)));
        Assert.Contains("a second time", Add(Start(request)), StringComparison.Ordinal);
        Assert.Contains("counts other files", Add(Certificate(request, 2)), StringComparison.Ordinal);
        Assert.Null(Add(Certificate(request, 1)));
        Assert.Contains("second certificate", Add(Certificate(request, 1)), StringComparison.Ordinal);
        Assert.Equal(11, _state.Problems.Count);
    }

    [Fact]
    public void An_erasure_from_the_index_is_told_of_after_the_certificate_by_anyone_and_as_often_as_need_be()
    {
        var request = Purge(File("a"));
        var erasure = new Statement(StatementKind.Erasure, "bob", Now) { Of = request, Erasure = new ErasedDocuments("https://search/audit-*", new Dictionary<string, long> { ["audit-1"] = 7 }) };
        Add(Approval("bob", request));
        Add(Start(request));
        Assert.Contains("no purge with a certificate", Add(erasure), StringComparison.Ordinal);
        Assert.Null(Add(Certificate(request, 1)));
        Assert.Null(_state.Request(0)!.Erased);

        Assert.Null(Add(erasure));
        Assert.Null(Add(erasure with { Erasure = erasure.Erasure! with { Documents = new Dictionary<string, long>() } }));
        Assert.Contains("no purge with a certificate", Add(erasure with { Erasure = null }), StringComparison.Ordinal);

        Assert.Equal([1, 0], _state.Request(0)!.Erasures.Select(said => said.Statement.Erasure!.Documents.Count));
        Assert.Equal("https://search/audit-*", _state.Request(0)!.Erased!.Index);
    }

    [Fact]
    public void A_purge_does_not_begin_over_what_is_held()
    {
        var request = Purge(File("a"), File("b", at: 20));
        Add(Approval("bob", request));
        Add(Hold("CASE-1", since: 15));
        Add(Hold("CASE-2") with { Hold = new HoldOrder("CASE-2") { Rows = JsonDocument.Parse("""{"who":["alice"]}""").RootElement } });

        Assert.Contains("hold 2 (CASE-1) keeps", Add(Start(request, lookedInto: 3)), StringComparison.Ordinal);
        Assert.Contains("hold 3 (CASE-2) keeps", Add(Start(request, kept: "b")), StringComparison.Ordinal);
        Assert.Null(Add(Start(request, kept: "b", lookedInto: 3)));
        Assert.Contains("was held when the purge began", Add(Certificate(request, 2)), StringComparison.Ordinal);
        Assert.Null(Add(Certificate(request, 1) with { Certificate = new PurgeCertificate(1, 1, 1, [new KeptFile("b", "hold 2")], new Dictionary<string, string>()) }));
    }

    [Fact]
    public void A_hold_ends_by_two_people_and_only_once()
    {
        Add(Hold("CASE-1"));
        var first = Request("alice", order => order with { Release = 0 });
        var second = Request("bob", order => order with { Release = 0 });
        Assert.True(_state.Hold(0)!.Stands);

        Assert.Null(Add(Approval("bob", first)));

        Assert.Equal(1, _state.Hold(0)!.ReleasedBy);
        Assert.Contains("released already", Add(Approval("alice", second)), StringComparison.Ordinal);
        Assert.Contains("released already", Add(new Statement(StatementKind.Request, "bob", Now) { Request = new RequestOrder(Now.AddDays(1)) { Release = 0 } }), StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_that_ask_for_nothing_or_for_too_much_are_none()
    {
        var empty = new RequestOrder(Now.AddDays(1));

        Assert.Contains("asks for nothing", Add(Asks(empty)), StringComparison.Ordinal);
        Assert.Contains("several things", Add(Asks(empty with { Release = 0, Token = new TokenOrder("card", "00") })), StringComparison.Ordinal);
        Assert.Contains("expired before", Add(Asks(new RequestOrder(Now) { Token = new TokenOrder("card", "00") })), StringComparison.Ordinal);
        Assert.Contains("names a file twice", Add(Asks(empty with { Purge = Plan(File("a"), File("a")) })), StringComparison.Ordinal);
        Assert.Contains("events from after", Add(Asks(empty with { Purge = Plan(File("a", at: 2_000_000_000)) })), StringComparison.Ordinal);
        Assert.Contains("nobody knows", Add(new Statement("pardon", "alice", Now)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mallory")]
    [InlineData("bob")]
    public void Nobody_speaks_for_another(string name)
    {
        var statement = new Statement(StatementKind.Hold, name, Now) { Hold = new HoldOrder("CASE-1") };
        _state.Add(SignedStatement.Sign(Origin, 0, SignedStatement.NoneBefore, statement, _keys["alice"]).Bytes.ToArray(), Origin, People);

        Assert.True(Assert.Single(_state.Problems).IsForged);
        Assert.Empty(_state.Holds);
    }

    [Fact]
    public void A_key_of_two_people_is_refused()
    {
        IReadOnlyList<VerifyingKey> same = [_keys["alice"].PublicKey];

        Assert.Contains("alice and bob have the same key", Assert.Throws<SigningException>(() => new People(new Dictionary<string, IReadOnlyList<VerifyingKey>> { ["alice"] = same, ["bob"] = same })).Message, StringComparison.Ordinal);
        Assert.Throws<SigningException>(() => new People(new Dictionary<string, IReadOnlyList<VerifyingKey>> { ["al ice"] = same }));
    }

    private static PurgeFile File(string path, long at = 10) => new("audit/0", 0, path, 1, 1, new string('a', 64), at * 1_000_000, at * 1_000_000);

    private static PurgePlan Plan(params PurgeFile[] files) => new(DateTimeOffset.UnixEpoch.AddSeconds(1_000_000_000), files, []);

    private static Statement Asks(RequestOrder order) => new(StatementKind.Request, "alice", Now) { Request = order };

    private static Statement Hold(string name, long? since = null) =>
        new(StatementKind.Hold, "alice", Now) { Hold = new HoldOrder(name) { Since = since is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null } };

    private static Statement Approval(string by, RequestReference request) => new(StatementKind.Approval, by, Now) { Of = request };

    private static Statement Start(RequestReference request, string? kept = null, params long[] lookedInto) => new(StatementKind.Start, "alice", Now)
    {
        Of = request,
        Start = new PurgeStart(kept is null ? [] : [new KeptFile(kept, "held")], lookedInto),
    };

    private static Statement Certificate(RequestReference request, int files) => new(StatementKind.Certificate, "alice", Now)
    {
        Of = request,
        Certificate = new PurgeCertificate(files, files, files, [], new Dictionary<string, string>()),
    };

    private RequestReference Purge(params PurgeFile[] files) => Request("alice", order => order with { Purge = Plan(files) });

    private RequestReference Request(string by, Func<RequestOrder, RequestOrder> what)
    {
        var number = _state.Size;
        Assert.Null(Add(new Statement(StatementKind.Request, by, Now) { Request = what(new RequestOrder(Now.AddDays(1))) }));
        return _state.Request(number)!.Reference;
    }

    // What is wrong with it; null if it counts.
    private string? Add(Statement statement)
    {
        var problems = _state.Problems.Count;
        _state.Add(SignedStatement.Sign(Origin, _state.Size, _state.Last, statement, _keys[statement.By]).Bytes.ToArray(), Origin, People);
        return _state.Problems.Count > problems ? _state.Problems[^1].Message : null;
    }
}
