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
    /// <summary>The most sessions of a load.</summary>
    public const int Most = 1024;
    private const int Seconds = 8;
    private const int EventBytes = 490;

    /// <summary>Sessions at once, and events of all of them together in a second; 0: each records the next one as soon as it may.</summary>
    public static (int Sessions, int PerSecond)[] Loads { get; } =
        [(1, 0), (64, 0), (256, 0), (Most, 0), (10, 100), (50, 1_000), (200, 20_000), (1000, 20_000)];

    public static void Run()
    {
        using var folder = new TempFolder("strict");
        var fsync = Fsyncs(folder.Combine("fsync"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"one fsync: p50 {fsync.P50:F2} ms, p99 {fsync.P99:F2} ms"));
        foreach (var (sessions, perSecond) in Loads)
        {
            var figure = RunAsync(folder.Combine($"journal-{sessions}-{perSecond}"), sessions, perSecond).GetAwaiter().GetResult();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{sessions,5} sessions, {(perSecond == 0 ? "as many as go" : $"{perSecond:N0} a second")}: {figure.PerSecond:N0} events/s, waiting p50 {figure.P50:F2} ms, p99 {figure.P99:F2} ms, most {figure.Most:F2} ms, {figure.Micros:F1} µs CPU an event"));
        }
    }

    /// <param name="folder">The journal's.</param>
    /// <param name="sessions">How many at once.</param>
    /// <param name="perSecond">As in <see cref="Loads"/>.</param>
    public static async Task<StrictFigure> RunAsync(string folder, int sessions, int perSecond)
    {
        using var instruments = new Instruments();
        var plan = new AuditPlan(new ClusterPlan("main", []), "compliance.audit", folder) { Proxy = "benchmark", MaxJournalBytes = 40L << 30 };
        await using var journal = JournalLoop.Open(plan, TimeProvider.System, new AuditMetrics(instruments, TimeProvider.System), NullLogger.Instance);
        var recorder = new Recorder(journal.Journal, new EventIds(TimeProvider.System), plan.Proxy, "1.0");
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, sessions).Select(_ => Task.Run(() => SessionAsync(recorder, clock, perSecond / (double)sessions))));
        return StrictFigure.Of([.. waits.SelectMany(wait => wait)], clock.Elapsed, Environment.CpuUsage.TotalTime - processor);
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
    public static StrictFigure Fsyncs(string path)
    {
        const int Count = 2000;
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, preallocationSize: 4 << 20);
        RandomAccess.Write(file, new byte[4 << 20], 0);
        RandomAccess.FlushToDisk(file);
        var waits = new List<double>(Count);
        var (clock, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < Count; i++)
        {
            RandomAccess.Write(file, new byte[EventBytes], i * EventBytes);
            var from = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(file);
            waits.Add(Stopwatch.GetElapsedTime(from).TotalMilliseconds);
        }

        return StrictFigure.Of(waits, clock.Elapsed, Environment.CpuUsage.TotalTime - processor);
    }
}
