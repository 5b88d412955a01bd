using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Telemetry;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store;
using Compliance.Store.Entries;
using Microsoft.Extensions.Time.Testing;

namespace Compliance.AuditSink.Tests.Support;

/// <summary>
/// A sink's archive side that signs and compacts, over any store, with a clock that the test moves: it stands at the day after the sample
/// events, whose hour is long past. Open it again to go on as the next process does.
/// </summary>
internal sealed class CompactingSink : IDisposable
{
    public const string Origin = "audit.example/test";
    public const int PerRange = 20;
    private static readonly string[] Principals = ["User:zoe", "User:analyst", "User:éva", "User:till", ""];
    private readonly FakeTimeProvider _time;
    private readonly SignedArchive _archive;

    private CompactingSink(SignedArchive archive, FakeTimeProvider time) => (_archive, _time) = (archive, time);

    public SinkMetrics Metrics => _archive.Metrics;

    public static FakeTimeProvider NewTime() => new(new DateTimeOffset(Sample.Noon.AddHours(26)));

    public static async Task<CompactingSink> OpenAsync(IArchiveStore store, string pem, FakeTimeProvider time, CompactionSettings? compaction = null, People? people = null, TimeProvider? clock = null)
    {
        var settings = new ArchiveSettings { Compaction = compaction ?? new CompactionSettings() };
        return new(await SignedArchive.OpenAsync(store, new LedgerSettings { Origin = Origin, Key = pem, Heartbeat = TimeSpan.FromDays(999) }, clock ?? time, settings, people), time);
    }

    /// <summary>Rolls so many ranges of <see cref="PerRange"/> events each, by several people; all within one hour.</summary>
    public async Task FillAsync(int ranges)
    {
        for (var i = 0; i < ranges; i++)
        {
            var range = (int)(_archive.Next ?? 0) + i;
            await _archive.CloseAsync(range, Record(range));
        }
    }

    /// <summary>One more range, later than what was filled.</summary>
    public Task RollAsync(int range) => _archive.CloseAsync(range, Record(range));

    public Task GiveBackAsync() => _archive.GiveBackAsync();

    /// <summary>One turn of the loop.</summary>
    public Task TurnAsync() => _archive.WorkAsync();

    /// <summary>Turns the loop, a minute of its clock each, until the condition holds.</summary>
    public Task UntilAsync(Func<Task<bool>> condition, string what) => Eventually.TrueAsync(
        async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await _archive.WorkAsync();
            return await condition();
        },
        TimeSpan.FromSeconds(60),
        what);

    public Task UntilCompactedAsync(IArchiveStore store, int compactions = 1) =>
        UntilAsync(async () => (await EntriesAsync(store)).Count(entry => entry.Kind == EntryKind.Compaction) == compactions, $"{compactions} compactions");

    public static async Task<IReadOnlyList<ManifestEntry>> EntriesAsync(IArchiveStore store) =>
        await ArchiveEntries.ReadAsync(store, default).Select(stored => stored.Entry).ToListAsync();

    /// <summary>Names of the data files that lie in the store.</summary>
    public static async Task<IReadOnlyList<string>> FilesAsync(IArchiveStore store) => await new ArchiveView(store).FilesAsync(default).ToListAsync();

    public static Task<VerificationReport> VerifyAsync(IArchiveStore store, string pem)
    {
        using var key = PemKeys.Read(pem, "test");
        return new Verification(new ArchiveView(store), new VerificationPlan(Origin, key.PublicKey) { Settle = TimeSpan.Zero }, TimeProvider.System).RunAsync(null, CancellationToken.None);
    }

    public void Dispose() => _archive.Dispose();

    private static byte[] Record(int range) => Sample.Batch(Enumerable.Range((range * PerRange) + 1, PerRange).Select(Event));

    private static AuditEvent Event(int sequence)
    {
        var e = Sample.Fetch(sequence);
        e.Principal = Principals[sequence % Principals.Length];
        return e;
    }
}
