using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Custody;
using Compliance.Signing;
using Compliance.Store.Folder;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Compaction;

/// <summary>
/// What a hold keeps from compaction two people free whose keys the sink knows, and nobody else. Of four small files of one hour a hold keeps
/// the last two, so that the first two become one in any case: by then the sink has read the statements.
/// </summary>
public sealed class ReleasedHoldTests : IDisposable
{
    private const int Held = 2;
    private readonly TempFolder _archive = new("archive");
    private readonly FakeTimeProvider _time = CompactingSink.NewTime();
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);
    private readonly Dictionary<string, SigningKey> _keys = new[] { "ann", "ben", "stranger" }.ToDictionary(name => name, _ => PemKeys.Read(PemKeys.Create(SignatureKind.Ed25519), "test"));
    private readonly FolderStore _store;

    public ReleasedHoldTests() => _store = new FolderStore(_archive.Path, TimeProvider.System);

    [Fact]
    public async Task Two_people_of_the_settings_free_the_files_of_a_hold()
    {
        using var sink = await OpenAsync(Known);
        await sink.FillAsync(4);
        var hold = await SayAsync("ann", Hold());
        await sink.UntilCompactedAsync(_store);
        Assert.Equal(4 - Held, (await RemovedAsync())[0]);
        Assert.Equal((1, 0), (sink.Metrics.Holds.WithLabels("standing").Value, sink.Metrics.Holds.WithLabels("released").Value));

        var request = await SayAsync("ann", Release(hold));
        await SayAsync("ben", Approval(request));
        await sink.UntilCompactedAsync(_store, 2);

        Assert.Equal([4 - Held, Held], await RemovedAsync());
        Assert.Equal((0, 1), (sink.Metrics.Holds.WithLabels("standing").Value, sink.Metrics.Holds.WithLabels("released").Value));
        Assert.Equal(0, sink.Metrics.CustodyProblems.Value);
        await sink.UntilAsync(async () => (await CompactingSink.FilesAsync(_store)).Count == 2, "the originals to go");
    }

    [Theory]
    [InlineData("asked for, and not approved", 0)]
    [InlineData("approved by who asked", 1)]
    [InlineData("approved by a stranger", 1)]
    [InlineData("approved in another's name", 1)]
    [InlineData("approved too late", 1)]
    [InlineData("asked for by a stranger", 2)]
    [InlineData("made for another archive", 1)]
    public async Task What_is_not_the_word_of_two_of_them_frees_nothing(string how, int problems)
    {
        using var sink = await OpenAsync(Known);
        await sink.FillAsync(4);
        var hold = await SayAsync("ann", Hold());
        var request = await SayAsync(how == "asked for by a stranger" ? "stranger" : "ann", Release(hold));
        if (how == "approved by who asked")
            await SayAsync("ann", Approval(request));
        else if (how == "approved in another's name")
            await SayAsync("ben", Approval(request), key: "ann");
        else if (how == "approved too late")
            await SayAsync("ben", Approval(request) with { At = Day.AddDays(9) });
        else if (how == "made for another archive")
            await SayAsync("ben", Approval(request), origin: "audit.example/other");
        else if (problems > 0)
            await SayAsync(how == "approved by a stranger" ? "stranger" : "ben", Approval(request));

        await sink.UntilCompactedAsync(_store);

        Assert.Equal([4 - Held], await RemovedAsync());
        Assert.Equal((1, problems), (sink.Metrics.Holds.WithLabels("standing").Value, sink.Metrics.CustodyProblems.Value));
    }

    [Fact]
    public async Task A_hold_that_nobody_known_has_signed_keeps_its_files_whoever_releases_it()
    {
        using var sink = await OpenAsync(Known);
        await sink.FillAsync(4);
        var hold = await SayAsync("stranger", Hold());
        await SayAsync("ben", Approval(await SayAsync("ann", Release(hold))));

        await sink.UntilCompactedAsync(_store);

        Assert.Equal([4 - Held], await RemovedAsync());
        Assert.Equal(3, sink.Metrics.CustodyProblems.Value);
    }

    [Fact]
    public async Task Without_keys_a_sink_believes_no_release()
    {
        using var sink = await OpenAsync(null);
        await sink.FillAsync(4);
        var hold = await SayAsync("ann", Hold());
        await SayAsync("ben", Approval(await SayAsync("ann", Release(hold))));

        await sink.UntilCompactedAsync(_store);

        Assert.Equal([4 - Held], await RemovedAsync());
    }

    [Theory]
    [InlineData("", 4)]
    [InlineData("expires today", 3)]
    [InlineData("begun", 3)]
    [InlineData("by a stranger", 3)]
    public async Task A_request_for_a_purge_that_has_expired_unbegun_frees_its_files(string how, int compacted)
    {
        using var sink = await OpenAsync(Known);
        await sink.FillAsync(4);
        var entry = (await CompactingSink.EntriesAsync(_store))[1];
        var plan = new PurgePlan(Day.AddDays(1), [PurgeFile.Of(entry, entry.Files[0])], []);
        // The clock of the sink stands at Day + 38 hours.
        var order = new RequestOrder(how == "expires today" ? Day.AddHours(30) : Day.AddHours(13)) { Purge = plan };
        var request = await SayAsync(how == "by a stranger" ? "stranger" : "ann", new Statement(StatementKind.Request, "", Day) { Request = order });
        if (how == "begun")
        {
            await SayAsync("ben", Approval(request));
            await SayAsync("ann", new Statement(StatementKind.Start, "", Day) { Of = request, Start = new PurgeStart([], []) });
        }

        await sink.UntilCompactedAsync(_store);

        Assert.Equal([compacted], await RemovedAsync());
    }

    public void Dispose()
    {
        _store.Dispose();
        _archive.Dispose();
        foreach (var key in _keys.Values)
            key.Dispose();
    }

    private static DateTimeOffset Day { get; } = new(Sample.Noon.Date, TimeSpan.Zero);

    private People Known => new(new[] { "ann", "ben" }.ToDictionary(name => name, name => (IReadOnlyList<VerifyingKey>)[_keys[name].PublicKey]));

    private static Statement Hold() =>
        new(StatementKind.Hold, "", Day) { Hold = new HoldOrder("17/2026") { Since = new DateTimeOffset(Sample.Noon).AddSeconds(((4 - Held) * CompactingSink.PerRange) + 1) } };

    private static Statement Release(RequestReference hold) => new(StatementKind.Request, "", Day) { Request = new RequestOrder(Day.AddDays(3)) { Release = hold.Number } };

    private static Statement Approval(RequestReference request) => new(StatementKind.Approval, "", Day) { Of = request };

    // Past auditctl, which would refuse some of them.
    private async Task<RequestReference> SayAsync(string by, Statement statement, string? key = null, string origin = CompactingSink.Origin)
    {
        var state = await new CustodyLog(_store, CompactingSink.Origin, Known, null).ReadAsync(default);
        var signed = SignedStatement.Sign(origin, state.Size, state.Last, statement with { By = by }, _keys[key ?? by]);
        Assert.True(await _store.CreateAsync(ArchiveLayout.StatementName(state.Size), signed.Bytes, default));
        return new RequestReference(signed.Number, signed.Sha256);
    }

    private Task<CompactingSink> OpenAsync(People? people) => CompactingSink.OpenAsync(_store, _pem, _time, people: people);

    // How many files each compaction stands for.
    private async Task<IReadOnlyList<int>> RemovedAsync() =>
        [.. (await CompactingSink.EntriesAsync(_store)).Where(entry => entry.Kind == EntryKind.Compaction).Select(entry => entry.TakenOut.Count)];
}
