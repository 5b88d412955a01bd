using System.Security.Cryptography;
using Compliance.AuditSink.Archive;
using Compliance.AuditSink.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Events.Archive;
using Compliance.Harness;
using Compliance.Ledger;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store;
using Compliance.Store.Folder;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.AuditSink.Tests.Archive;

/// <summary>What the sink leaves behind is signed as it closes, when nothing comes, and after a crash; a verification says so.</summary>
public sealed class LedgerTests : IDisposable
{
    private const string Origin = "audit.example/test";
    private readonly TempFolder _archive = new("archive");
    private readonly TempFolder _copies = new("copies");
    private readonly FakeTimeProvider _time = new();
    private readonly string _pem = PemKeys.Create(SignatureKind.Ed25519);

    [Fact]
    public async Task Each_close_is_signed_and_copied()
    {
        using (var sink = await OpenAsync())
        {
            await sink.CloseAsync(0, Sample.Batch(1, 50));
            await sink.CloseAsync(1, Sample.Batch(51, 60));
        }

        var report = await VerifyAsync();
        Assert.True(report.IsSound, string.Join(" | ", report.Findings));
        Assert.Equal((2L, 60L, 4L), (report.Entries, report.Rows, report.Checkpoints));
    }

    [Fact]
    public async Task A_minute_of_nothing_is_signed_too_and_moves_no_offset()
    {
        using var sink = await OpenAsync();
        await sink.CloseAsync(0, Sample.Batch(1, 5));
        _time.Advance(TimeSpan.FromSeconds(59));
        await sink.WorkAsync();
        Assert.Single(Entries());

        _time.Advance(TimeSpan.FromSeconds(1));
        await sink.WorkAsync();
        await sink.CloseAsync(1, Sample.Batch(6, 9));

        Assert.Equal([EntryKind.Range, EntryKind.Heartbeat, EntryKind.Range], Entries().Select(entry => entry.Kind));
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task An_archive_without_an_entry_says_nothing()
    {
        using var sink = await OpenAsync();
        await sink.WorkAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await sink.WorkAsync();

        Assert.Empty(Entries());
    }

    [Fact]
    public async Task What_a_crash_left_unsigned_is_signed_by_the_next_start_which_reads_on_at_the_right_offset()
    {
        using (var sink = await OpenAsync())
        {
            await sink.CloseAsync(0, Sample.Batch(1, 5));
            _time.Advance(TimeSpan.FromMinutes(1));
            await sink.WorkAsync();
        }

        using (var archive = await PartitionArchive.OpenAsync(Store, ArchiveFolder.Topic, 0, new RollSettings(), _time, NullLogger.Instance, CancellationToken.None))
        {
            archive.Take(1, 0, Sample.Batch(6, 9));
            await archive.RollAsync(CancellationToken.None);
        }

        Assert.Contains((await VerifyAsync()).Findings, finding => finding.Kind == FindingKind.EntriesUnsigned);
        using (var sink = await OpenAsync())
        {
            Assert.Equal(2, sink.Next);
            await sink.WorkAsync();
        }

        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Another_key_takes_over_with_the_old_one_beside_it_and_is_refused_alone()
    {
        using (var sink = await OpenAsync())
            await sink.CloseAsync(0, Sample.Batch(1, 5));
        var next = PemKeys.Create(SignatureKind.EcdsaP256);

        using (var alone = await OpenAsync(ledger => ledger with { Key = next }))
            Assert.Contains("previousKey", (await Assert.ThrowsAsync<LedgerException>(alone.WorkAsync)).Message, StringComparison.Ordinal);
        using (var both = await OpenAsync(ledger => ledger with { Key = next, PreviousKey = _pem }))
            await both.CloseAsync(1, Sample.Batch(6, 9));

        Assert.Equal([EntryKind.Range, EntryKind.Range, EntryKind.Rotation], Entries().Select(entry => entry.Kind));
        Assert.True((await VerifyAsync()).IsSound);
    }

    [Fact]
    public async Task Statements_of_custody_are_anchored_by_the_next_entry_of_whatever_kind()
    {
        using var sink = await OpenAsync();
        await sink.CloseAsync(0, Sample.Batch(1, 5));
        await Store.CreateAsync(ArchiveLayout.StatementName(0), "first"u8.ToArray(), default);
        await Store.CreateAsync(ArchiveLayout.StatementName(1), "second"u8.ToArray(), default);
        await Store.CreateAsync(ArchiveLayout.StatementName(3), "behind a hole"u8.ToArray(), default);
        _time.Advance(TimeSpan.FromMinutes(1));
        await sink.WorkAsync();
        await sink.CloseAsync(1, Sample.Batch(6, 9));

        var mark = new CustodyMark(2, Convert.ToHexStringLower(SHA256.HashData("second"u8)));
        Assert.Equal([null, mark, mark], Entries().Select(entry => entry.Custody));
    }

    [Fact]
    public async Task A_store_that_is_away_while_custody_is_read_leaves_the_range_as_it_was()
    {
        var isAway = true;
        using var archive = await PartitionArchive.OpenAsync(
            new FaultyStore(Store) { BeforeList = name => isAway && name == ArchiveLayout.CustodyFolder }, ArchiveFolder.Topic, 0, new RollSettings(), _time, NullLogger.Instance, default);
        archive.Take(0, 0, Sample.Batch(1, 5));
        await Assert.ThrowsAsync<StoreAwayException>(() => archive.RollAsync(default));

        isAway = false;
        archive.Take(1, 0, Sample.Batch(6, 9));
        await archive.RollAsync(default);

        Assert.Equal((9L, 1L), (Assert.Single(Entries()).Rows, Entries()[0].Last));
    }

    [Fact]
    public async Task A_changed_byte_is_named_with_its_file_and_row()
    {
        using (var sink = await OpenAsync())
            await sink.CloseAsync(0, Sample.Batch(1, 50));
        var file = Entries()[0].Files[0].Path;
        var path = Path.Combine(_archive.Path, file);
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 3]++;
        File.WriteAllBytes(path, bytes);

        var finding = (await VerifyAsync()).FirstUnvouched;

        Assert.Equal((FindingKind.FileChanged, file), (finding?.Kind, finding?.File));
        Assert.NotNull(finding?.Row);
        Assert.NotNull(finding?.FirstEvent);
    }

    public void Dispose()
    {
        _archive.Dispose();
        _copies.Dispose();
    }

    private FolderStore Store => new(_archive.Path, _time);

    private IReadOnlyList<ManifestEntry> Entries() => ArchiveFolder.ReadManifest(_archive.Path);

    private Task<SignedArchive> OpenAsync(Func<LedgerSettings, LedgerSettings>? change = null)
    {
        var ledger = new LedgerSettings { Origin = Origin, Key = _pem, Copies = _copies.Path };
        return SignedArchive.OpenAsync(Store, change?.Invoke(ledger) ?? ledger, _time);
    }

    private Task<VerificationReport> VerifyAsync()
    {
        using var key = PemKeys.Read(_pem, "test");
        var plan = new VerificationPlan(Origin, key.PublicKey) { Copies = new FolderStore(_copies.Path, _time), Settle = TimeSpan.Zero };
        return new Verification(new ArchiveView(Store), plan, _time).RunAsync(null, CancellationToken.None);
    }
}
