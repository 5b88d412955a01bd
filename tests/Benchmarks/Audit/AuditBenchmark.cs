using System.Globalization;
using Compliance.Benchmarks.Archive;
using Compliance.Benchmarks.Micro;
using Compliance.Harness;

namespace Compliance.Benchmarks.Audit;

/// <summary>
/// All load figures of the audit, each beside its mark, as one table: the sink from a real topic, strict mode beside one fsync, and of an archive
/// its size, verification, compaction and questions. <c>events=</c>, <c>indexed=</c>: how many the sink takes without and with an index;
/// <c>archived=</c>, <c>hours=</c>, <c>folder=</c>: the archive as in <see cref="ArchiveBenchmark"/>. <c>only=sink,index,strict,archive</c> picks.
/// </summary>
internal static class AuditBenchmark
{
    public static async Task RunAsync(Dictionary<string, string> named)
    {
        var only = named.GetValueOrDefault("only")?.Split(',');
        AuditTable.Head();
        if (Wants("sink"))
            await SinkBenchmark.RunAsync(Number("events", 4_000_000), withIndex: false);
        if (Wants("index"))
            await SinkBenchmark.RunAsync(Number("indexed", 500_000), withIndex: true);
        if (Wants("strict"))
            await StrictAsync();
        if (Wants("archive"))
            await ArchiveAsync(named.GetValueOrDefault("folder"), Number("archived", 20_000_000), (int)Number("hours", 34));

        bool Wants(string part) => only?.Contains(part) != false;
        long Number(string name, long usual) => named.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : usual;
    }

    private static async Task StrictAsync()
    {
        using var folder = new TempFolder("strict");
        var fsync = StrictBenchmark.Fsyncs(folder.Combine("fsync"));
        AuditTable.Row("one fsync, p50 and p99", $"{fsync.P50:0.00}, {fsync.P99:0.00} ms");
        foreach (var (sessions, perSecond) in StrictBenchmark.Loads)
        {
            var figure = await StrictBenchmark.RunAsync(folder.Combine($"journal-{sessions}-{perSecond}"), sessions, perSecond);
            var (mark, isMet) = perSecond > 0
                ? ("p99 of one fsync + 1 ms", figure.P99 <= fsync.P99 + 1)
                : (sessions == StrictBenchmark.Most ? "20,000 events/s" : "", figure.PerSecond >= 20_000);
            AuditTable.Row(
                string.Create(CultureInfo.InvariantCulture, $"strict, {sessions} sessions, {(perSecond == 0 ? "as many as go" : $"{perSecond:N0} a second")}"),
                $"{figure.PerSecond:N0} events/s, waiting p50 {figure.P50:0.00}, p99 {figure.P99:0.00} ms, {figure.Micros:0.0} µs of processor each", mark, isMet);
        }
    }

    private static async Task ArchiveAsync(string? kept, long events, int hours)
    {
        var folder = kept ?? Directory.CreateTempSubdirectory("compliance-audit-").FullName;
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "_manifest")))
                await ArchiveMaker.MakeAsync(folder, events, hours, 1);
            var verified = await ArchiveVerifier.RunAsync(folder);
            AuditTable.Row("an event in the archive", $"{verified.BytesEach:0.0} B each", "100 B", verified.BytesEach <= 100);
            AuditTable.Row("verify", $"{verified.Rows:N0} events, {verified.PerSecond:N0} events/s, {verified.Micros:0.00} µs of processor each", "200,000 events/s", verified.PerSecond >= 200_000);
            foreach (var (what, query) in ArchiveQuestions.Of(folder, hours))
            {
                var figure = await ArchiveQuestions.AskAsync(query);
                var mark = query.Who.Count == 0 ? "" : query.Since is null ? "10 s" : "1 s";
                AuditTable.Row(what, $"{figure.Elapsed:0.00} s, {figure.Processor:0.00} s of processor, {figure.Rows:N0} of {figure.Matching:N0} events", mark, figure.Elapsed < (query.Since is null ? 10 : 1));
            }
        }
        finally
        {
            if (kept is null)
                Directory.Delete(folder, recursive: true);
        }
    }
}
