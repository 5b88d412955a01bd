using System.Diagnostics;
using System.Globalization;
using Compliance.Gateway.Audit;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Benchmarks.Micro;

/// <summary>
/// Strict mode: sessions that each record an event and wait until it is durable, many at once. What an answer waits, beside what one fsync of
/// such a file takes on this disk with nobody else at it.
/// </summary>
internal static class StrictBenchmark
{
    private const int Seconds = 8;
    private const int EventBytes = 490;

    public static void Run()
    {
        using var folder = new TempFolder("strict");
        var fsync = Fsyncs(folder.Combine("fsync"));
        Console.WriteLine($"one fsync: p50 {At(fsync, 0.5)} ms, p99 {At(fsync, 0.99)} ms");
        foreach (var (sessions, perSecond) in new[] { (1, 0), (64, 0), (256, 0), (1024, 0), (200, 20_000), (1000, 20_000) })
            RunAsync(folder.Combine($"journal-{sessions}-{perSecond}"), sessions, perSecond).GetAwaiter().GetResult();
    }

    /// <param name="folder">The journal's.</param>
    /// <param name="sessions">How many at once.</param>
    /// <param name="perSecond">Events of all of them together; 0: each records the next one as soon as it may.</param>
    private static async Task RunAsync(string folder, int sessions, int perSecond)
    {
        using var instruments = new Instruments();
        var plan = new AuditPlan(new ClusterPlan("main", []), "compliance.audit", folder) { Proxy = "benchmark", MaxJournalBytes = 40L << 30 };
        await using var journal = JournalLoop.Open(plan, TimeProvider.System, new AuditMetrics(instruments, TimeProvider.System), NullLogger.Instance);
        var recorder = new Recorder(journal.Journal, new EventIds(TimeProvider.System), plan.Proxy, "1.0");
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => SessionAsync(recorder, clock, perSecond / (double)sessions))));
        var took = clock.Elapsed.TotalSeconds;
        var used = (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds;
        var all = waits.SelectMany(wait => wait).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{sessions,5} sessions, {(perSecond == 0 ? "as many as go" : $"{perSecond:N0} a second")}: {all.Count / took:N0} events/s, waiting p50 {At(all, 0.5)} ms, p99 {At(all, 0.99)} ms, most {At(all, 1)} ms, {used / all.Count:F1} µs CPU an event"));
    }

    private static async Task<List<double>> SessionAsync(Recorder recorder, Stopwatch clock, double perSecond)
    {
        var e = JournalBenchmark.Event();
        var waits = new List<double>(100_000);
        var due = clock.Elapsed.TotalSeconds + (perSecond == 0 ? 0 : Random.Shared.NextDouble() / perSecond);
        while (clock.Elapsed.TotalSeconds < Seconds)
        {
            if (perSecond > 0)
            {
                if (TimeSpan.FromSeconds(due) - clock.Elapsed is { TotalMilliseconds: >= 1 } early)
                    await Task.Delay(early);
                due += 1 / perSecond;
            }

            var from = Stopwatch.GetTimestamp();
            while (!recorder.Append(e))
                await Task.Delay(1);
            if (!await recorder.WaitDurable(e.Sequence))
                throw new IOException("The journal has failed.");
            waits.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        return waits;
    }

    /// <summary>A file whose room was written before, changed and flushed again and again: what a group commit does.</summary>
    private static List<double> Fsyncs(string path)
    {
        const int Count = 2000;
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, preallocationSize: 4 << 20);
        RandomAccess.Write(file, new byte[4 << 20], 0);
        RandomAccess.FlushToDisk(file);
        var waits = new List<double>(Count);
        for (var i = 0; i < Count; i++)
        {
            RandomAccess.Write(file, new byte[EventBytes], i * EventBytes);
            var from = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            waits.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        waits.Sort();
        return waits;
    }

    private static string At(List<double> sorted, double part) =>
        sorted[(int)Math.Min(part * sorted.Count, sorted.Count - 1)].ToString("F2", CultureInfo.InvariantCulture);
}
