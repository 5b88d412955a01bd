using System.Security.Cryptography;
using Compliance.Auditctl.Commands;
using Compliance.Events.Archive;
using Compliance.Ledger.Custody;
using Compliance.Ledger.Verify;
using Compliance.Store;

namespace Compliance.Auditctl.Custody;

/// <summary>
/// Carries an approved purge out. Each step lasts before the next; after a crash the same call goes on:
/// <code>
/// approved --start stated--> begun --each file: held? as signed? remove--> all gone or kept --search index--> erased --certificate stated--> done
///              crash: nothing is gone      crash: verify says that it is unfinished                                    crash: as if it had not been
/// done --search index--> erased --erasure stated--> done
/// </code>
/// Holds count up to the moment of each file. One use.
/// </summary>
internal sealed class PurgeRun(Custodian custodian, long number, SearchPurge search, Progress progress)
{
    private readonly CustodyHead _head = new(custodian.Store);
    private readonly Dictionary<string, KeptFile> _kept = new(StringComparer.Ordinal);
    private CustodyMark? _known;

    public async Task<RequestState> RunAsync(CancellationToken stop)
    {
        var request = Request(await custodian.ReadAsync(stop));
        if (request.Certificate is not null)
            return await EraseAsync(request, stop);
        custodian.CheckRetention(request.Order.Purge!.Before);
        await PurgePlanner.CheckAsync(custodian, request.Order.Purge, stop);
        var goesOn = request.Start is not null;
        if (!goesOn)
            request = await StartAsync(stop);
        foreach (var kept in request.Start!.Statement.Start!.Kept)
            _kept.Add(kept.Path, kept);
        var files = request.MayBeGone.ToList();
        foreach (var (done, file) in files.Index())
        {
            await RemoveAsync(file, files[done..], goesOn, stop);
            progress.Rows("Purging", done + 1, files.Count);
        }

        var (erased, letters) = await search.RunAsync(request, [.. files.Where(file => !_kept.ContainsKey(file.Path))], stop);
        await custodian.AddAsync(_ => CertificateAsync(request, erased, letters, stop), stop);
        return Request(await custodian.ReadAsync(stop));
    }

    // What a run without an index has left, or what came back into it since.
    private async Task<RequestState> EraseAsync(RequestState request, CancellationToken stop)
    {
        var (erased, _) = await search.RunAsync(request, [.. request.Gone], stop);
        if (erased is null)
            return request;
        await custodian.AddAsync(custodian.New(StatementKind.Erasure) with { Of = request.Reference, Erasure = erased }, stop);
        return Request(await custodian.ReadAsync(stop));
    }

    private RequestState Request(CustodyState state) => state.Request(number) switch
    {
        null or { Order.Purge: null } => throw new UsageException($"Statement {number} is no request of a purge: auditctl purge list."),
        { Approval: null } request => throw new UsageException($"Nobody has approved request {number}. Somebody other than {request.Statement.Statement.By} does that: auditctl approve {number} --sha256 {request.Statement.Sha256}."),
        { } request => request,
    };

    // What is held is looked up anew for each state that the statement may come behind.
    private async Task<RequestState> StartAsync(CancellationToken stop)
    {
        await custodian.AddAsync(
            async state =>
            {
                var request = Request(state);
                var compacted = Compacted(request.Order.Purge!.Files, await LogsAsync(request.Order.Purge.Files, stop));
                var sieved = await PurgeSieve.RunAsync(custodian, state, [.. request.Order.Purge.Files.Where(file => !compacted.ContainsKey(file.Path))], stop);
                return custodian.New(StatementKind.Start) with { Of = request.Reference, Start = new PurgeStart([.. compacted.Values, .. sieved.Kept], sieved.LookedInto) };
            },
            stop);
        return Request(await custodian.ReadAsync(stop));
    }

    private async Task RemoveAsync(PurgeFile file, IReadOnlyList<PurgeFile> rest, bool goesOn, CancellationToken stop)
    {
        await LookForHoldsAsync(rest, stop);
        if (_kept.ContainsKey(file.Path))
            return;
        var entry = (await PurgePlanner.ReadEntryAsync(custodian, file, stop)).Entry;
        if (await WhyNotAsync(entry, file, goesOn, stop) is { } why)
        {
            _kept.Add(file.Path, new KeptFile(file.Path, why));
            return;
        }

        try
        {
            // What it stands for, if it was compacted, may still lie there.
            foreach (var original in entry.TakenOut)
                await custodian.Store.PurgeAsync(original, stop);
            await custodian.Store.PurgeAsync(file.Path, stop);
        }
        catch (IOException e) when (e is not StoreAwayException)
        {
            _kept.Add(file.Path, new KeptFile(file.Path, $"the store does not let it go: {e.Message}"));
        }

        if (!_kept.ContainsKey(file.Path))
            new FileCache(FileCache.UsualFolder, FileCache.UsualBytes).Forget(file.Sha256);
    }

    // A hold that somebody stated a moment ago counts too.
    private async Task LookForHoldsAsync(IReadOnlyList<PurgeFile> rest, CancellationToken stop)
    {
        var mark = await _head.ReadAsync(stop);
        if (mark == _known)
            return;
        _known = mark;
        var there = new List<PurgeFile>();
        foreach (var file in rest.Where(file => !_kept.ContainsKey(file.Path)))
        {
            if (await custodian.Store.LockAsync(file.Path, stop) is not null)
                there.Add(file);
        }

        foreach (var kept in (await PurgeSieve.RunAsync(custodian, await custodian.ReadAsync(stop), there, stop)).Kept)
            _kept.Add(kept.Path, kept);
    }

    // What was changed is no longer only old: it is evidence of the change, and stays.
    private async Task<string?> WhyNotAsync(ManifestEntry entry, PurgeFile file, bool goesOn, CancellationToken stop)
    {
        await using var stream = await custodian.View.OpenAsync(entry, entry.Files.First(named => named.Path == file.Path), stop);
        if (stream is null)
            return goesOn ? null : "is not there";
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop)) == file.Sha256 ? null : "is not what its entry of the manifest says: run auditctl verify";
    }

    private async Task<Dictionary<string, SignedLog>> LogsAsync(IEnumerable<PurgeFile> files, CancellationToken stop)
    {
        var logs = new Dictionary<string, SignedLog>(StringComparer.Ordinal);
        foreach (var log in files.Select(file => file.Log).Distinct())
            logs.Add(log, await PurgePlanner.ReadAsync(custodian, log, stop));
        return logs;
    }

    // Files that a sink has put others in the place of since they were asked for: their rows are there still.
    private static Dictionary<string, KeptFile> Compacted(IEnumerable<PurgeFile> files, Dictionary<string, SignedLog> logs)
    {
        var takenOut = logs.Values.SelectMany(log => log.TakenOut()).ToHashSet(StringComparer.Ordinal);
        return files.Where(file => takenOut.Contains(file.Path))
            .ToDictionary(file => file.Path, file => new KeptFile(file.Path, "a compacted file stands for it now: ask for that one"), StringComparer.Ordinal);
    }

    private async Task<Statement> CertificateAsync(RequestState request, ErasedDocuments? erased, long letters, CancellationToken stop)
    {
        var logs = await LogsAsync(request.MayBeGone, stop);
        foreach (var (path, kept) in Compacted(request.MayBeGone, logs))
            _kept.TryAdd(path, kept);
        var gone = request.MayBeGone.Where(file => !_kept.ContainsKey(file.Path)).ToList();
        var checkpoints = gone.Select(file => file.Log).Distinct().ToDictionary(log => log, log => logs[log].Note, StringComparer.Ordinal);
        return custodian.New(StatementKind.Certificate) with
        {
            Of = request.Reference,
            Certificate = new PurgeCertificate(
                gone.Count, gone.Sum(file => file.Rows), gone.Sum(file => file.Bytes),
                [.. request.Order.Purge!.Files.Where(file => _kept.ContainsKey(file.Path)).Select(file => _kept[file.Path])], checkpoints)
            {
                Erased = erased,
                DeadLetters = letters,
            },
        };
    }
}
