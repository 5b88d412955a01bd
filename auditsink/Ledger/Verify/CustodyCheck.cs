using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Store;

namespace Compliance.Ledger.Verify;

/// <summary>
/// The statements of custody: that all are there which the ledger and the second place know of, that each counts, and that every purge they
/// tell of is as they tell it. One archive, one use.
/// </summary>
internal sealed class CustodyCheck(IArchiveStore store, VerificationPlan plan)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private CustodyState _state = new();

    /// <summary>Statements.</summary>
    public long Size => _state.Size;

    /// <summary>Paths of files that are gone, and rightly so.</summary>
    public IReadOnlySet<string> Removed => _removed;

    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<LogCheck> logs, Func<Task<IReadOnlySet<string>>> present, CancellationToken stop)
    {
        _state = await new CustodyLog(store, plan.Ledger, plan.People, null).ReadAsync(stop);
        if (plan.People.IsEmpty && Size > 0)
            Find(FindingKind.CustodyUnchecked, 0, $"and those behind it ({Size}) cannot be checked: nobody's keys were given. auditctl takes them from custody.people of its settings.");
        foreach (var problem in _state.Problems.Where(_ => !plan.People.IsEmpty))
            Find(problem.IsForged ? FindingKind.CustodyForged : FindingKind.CustodyInvalid, problem.Number, $"{problem.Message}. It does not count.");
        var anchored = CheckMarks(logs);
        await CheckHoleAsync(stop);
        await CheckCopiesAsync(stop);
        if (anchored < Size)
            Find(FindingKind.CustodyUnsigned, anchored, $"and those behind it ({Size - anchored}) are in no entry of the ledger: a sink writes them into its next one.");
        var purges = _state.Requests.Where(request => request.Start is not null).ToList();
        if (purges.Count > 0)
            CheckPurges(purges, logs.ToDictionary(log => log.Name), await present());
        return _findings;
    }

    // How far the ledger knows them.
    private long CheckMarks(IReadOnlyList<LogCheck> logs)
    {
        var (most, where) = (0L, "");
        var changed = new HashSet<long>();
        foreach (var log in logs)
        {
            foreach (var mark in log.History.Entries.Select(entry => entry?.Custody).OfType<CustodyMark>())
            {
                if (mark.Size > most)
                    (most, where) = (mark.Size, log.Name);
                if (mark.Size >= 1 && mark.Size <= Size && _state.HashOf(mark.Size - 1) != mark.Sha256 && changed.Add(mark.Size))
                    Find(FindingKind.CustodyChanged, mark.Size - 1, $"is another than the one that an entry of {log.Name} knows.");
            }
        }

        if (most > Size)
            Find(FindingKind.CustodyCut, Size, $"and those behind it are gone: an entry of {where} knows {most}. Restore them from the second place.");
        return Math.Min(Size, most);
    }

    private async Task CheckHoleAsync(CancellationToken stop)
    {
        var names = 0L;
        await foreach (var name in store.ListAsync(ArchiveLayout.CustodyFolder, null, stop))
            names += ArchiveLayout.NumberOf(name, ArchiveLayout.StatementEnding) >= Size ? 1 : 0;
        if (names > 0)
            Find(FindingKind.CustodyCut, Size, $"is gone, and {names} behind it are there. Restore it from the second place.");
    }

    private async Task CheckCopiesAsync(CancellationToken stop)
    {
        if (plan.Copies is null)
            return;
        var number = 0L;
        await foreach (var bytes in CustodyLog.ReadAsync(plan.Copies, stop))
        {
            if (number >= Size)
                Find(FindingKind.CustodyCut, number, "is in the second place alone. Restore it from there.");
            else if (_state.HashOf(number) != SignedStatement.HashOf(bytes))
                Find(FindingKind.CustodyChanged, number, "is another than its copy in the second place.");
            number++;
        }
    }

    private void CheckPurges(List<RequestState> purges, Dictionary<string, LogCheck> logs, IReadOnlySet<string> present)
    {
        foreach (var purge in purges)
        {
            foreach (var file in purge.MayBeGone.Where(file => !IsNamed(file, logs)))
                Find(FindingKind.PurgeContradicted, purge.Number, $"is to purge {file.Path}, which entry {file.Entry} of {file.Log} does not name so.");
            if (purge.Certificate is { } certificate)
                CheckCertificate(purge, certificate, logs, present);
            else
                CheckUnfinished(purge, present);
        }
    }

    private void CheckCertificate(RequestState purge, SignedStatement certificate, Dictionary<string, LogCheck> logs, IReadOnlySet<string> present)
    {
        foreach (var file in purge.Gone)
        {
            _removed.Add(file.Path);
            if (present.Contains(file.Path))
                Find(FindingKind.PurgeContradicted, certificate.Number, $"says that {file.Path} is gone, and it is there.");
        }

        var body = certificate.Statement.Certificate!;
        foreach (var log in purge.Gone.Select(file => file.Log).Distinct())
        {
            if (!body.Checkpoints.TryGetValue(log, out var note) || !logs.TryGetValue(log, out var check) || check.Objection(note) is not null)
                Find(FindingKind.PurgeContradicted, certificate.Number, $"has no checkpoint of {log} that is signed and over its entries as they are: it does not show that the rest is unchanged.");
        }

        Find(FindingKind.Purged, certificate.Number, $"certifies that {body.Files} files with {body.Rows} rows from before {purge.Order.Purge!.Before:u} were purged: requested by {purge.Statement.Statement.By} ({purge.Number}), approved by {purge.Approval!.Statement.By} ({purge.Approval.Number}). {Index(purge)}");
    }

    private static string Index(RequestState purge) => purge.Erased is { } erased
        ? $"Their documents were erased from {erased.Index}."
        : $"Nobody has erased their documents from a search index: auditctl purge run {purge.Number} --elasticsearch URL.";

    private void CheckUnfinished(RequestState purge, IReadOnlySet<string> present)
    {
        var gone = purge.MayBeGone.Where(file => !present.Contains(file.Path)).ToList();
        _removed.UnionWith(gone.Select(file => file.Path));
        Find(FindingKind.PurgeUnfinished, purge.Start!.Number, $"began purge {purge.Number}, which has no certificate; {gone.Count} of its {purge.MayBeGone.Count()} files are gone. End it: auditctl purge run {purge.Number}.");
    }

    private static bool IsNamed(PurgeFile file, Dictionary<string, LogCheck> logs) =>
        logs.TryGetValue(file.Log, out var log) && file.Entry >= 0 && file.Entry < log.History.Size && log.History.Entries[(int)file.Entry] is { } entry
        && entry.Files.Any(named => PurgeFile.Of(entry, named) == file);

    private void Find(FindingKind kind, long number, string message) => _findings.Add(new Finding(kind, null, $"Statement {number} of custody {message}") { File = ArchiveLayout.StatementName(number) });
}
