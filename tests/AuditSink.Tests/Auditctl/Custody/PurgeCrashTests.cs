using Compliance.Auditctl.Commands;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Settings;
using Compliance.AuditSink.Tests.Support;
using Compliance.Ledger.Verify;
using Compliance.Signing;
using Compliance.Store;
using Xunit;

namespace Compliance.AuditSink.Tests.Auditctl.Custody;

/// <summary>A purge that is cut off at each of its steps: what it leaves is explained, and the next run ends it.</summary>
public sealed class PurgeCrashTests
{
    private static readonly FindingKind[] Explained = [FindingKind.PurgeUnfinished, FindingKind.Purged, FindingKind.CustodyUnsigned];

    // Its steps that leave something behind: the start, each of two files, the certificate; before each, and right after it.
    [Theory]
    [InlineData(0, false, 3)]
    [InlineData(0, true, 3)]
    [InlineData(1, false, 3)]
    [InlineData(1, true, 2)]
    [InlineData(2, false, 2)]
    [InlineData(2, true, 1)]
    [InlineData(3, false, 1)]
    [InlineData(3, true, 1)]
    public async Task What_a_crash_leaves_is_explained_and_the_next_run_ends_it(int step, bool isAfter, int left)
    {
        using var archive = await CustodyCase.MakeAsync();
        var request = long.Parse(archive.Approved("purge", "request"), System.Globalization.CultureInfo.InvariantCulture);
        var steps = 0;

        await Assert.ThrowsAsync<StoreAwayException>(() => RunAsync(archive, request, new FaultyStore(archive.Store())
        {
            BeforeCreate = _ => !isAfter && steps++ == step,
            AfterCreate = _ => isAfter && steps++ == step,
            BeforePurge = _ => !isAfter && steps++ == step,
            AfterPurge = _ => isAfter && steps++ == step,
        }));

        Assert.Equal(left, archive.Files().Length);
        var report = await VerifyAsync(archive);
        Assert.All(report.Findings, finding => Assert.Contains(finding.Kind, Explained));
        var began = (step, isAfter) is not (0, false) and not (3, true);
        Assert.Equal(began, report.Findings.Any(finding => finding.Kind == FindingKind.PurgeUnfinished));

        // Questions are answered meanwhile, from what there is.
        archive.Done("carol", "query", "--action", "kafka.*", "--json");
        archive.Done("alice", "purge", "run", $"{request}");
        Assert.Contains("2 files with 60 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Single(archive.Files());
        Assert.Equal(0, archive.Verify());
    }

    [Fact]
    public async Task What_is_held_after_the_start_is_kept_by_the_run_that_goes_on()
    {
        using var archive = await CustodyCase.MakeAsync();
        var request = archive.Approved("purge", "request");
        var purges = 0;
        await Assert.ThrowsAsync<StoreAwayException>(() => RunAsync(
            archive, long.Parse(request, System.Globalization.CultureInfo.InvariantCulture), new FaultyStore(archive.Store()) { BeforePurge = _ => purges++ == 1 }));

        archive.Done("carol", "hold", "place", "--case", "CASE-19", "--who", "investigator");
        archive.Done("alice", "purge", "run", request);

        Assert.Contains("1 files with 50 rows", archive.Ctl.Output, StringComparison.Ordinal);
        Assert.Equal(2, archive.Files().Length);
        Assert.Equal(0, archive.Verify());
    }

    private static async Task RunAsync(CustodyCase archive, long request, IArchiveStore store)
    {
        var (settings, _) = CtlSettingsLoader.Load(archive.Settings("alice"));
        using var custodian = new Custodian(store, archive.Address, Plan(archive, settings!), settings!.Custody, null, archive.Time, TextWriter.Null);
        var progress = new Progress(TextWriter.Null, false, archive.Time);
        await new PurgeRun(custodian, request, new SearchPurge(custodian, null, progress, archive.Time), progress).RunAsync(default);
    }

    private static Task<VerificationReport> VerifyAsync(CustodyCase archive)
    {
        var (settings, _) = CtlSettingsLoader.Load(archive.Settings("carol"));
        return new Verification(new ArchiveView(archive.Store()), Plan(archive, settings!), archive.Time).RunAsync(null, default);
    }

    private static VerificationPlan Plan(CustodyCase archive, CtlSettings settings) => new(CustodyCase.Origin, VerifyingKey.TryParse(File.ReadAllText(archive.Public("ledger")))!)
    {
        People = PeopleKeys.Read(settings.Custody.People),
        Settle = TimeSpan.Zero,
    };
}
