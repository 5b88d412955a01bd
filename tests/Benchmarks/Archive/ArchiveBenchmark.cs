using System.Diagnostics;
using System.Globalization;

namespace Compliance.Benchmarks.Archive;

/// <summary>
/// Makes an archive of so many events, as the sink does, and asks it what auditors ask. <c>folder=</c> keeps it, and asks it again the next
/// time; <c>events=</c> and <c>hours=</c> say how many events and over what time they are spread, <c>rolls=</c> into how many files an hour.
/// <c>compact=yes</c> then writes all hours anew, as the sink does with past ones, and asks once more.
/// </summary>
internal static class ArchiveBenchmark
{
    public static async Task RunAsync(Dictionary<string, string> named)
    {
        var events = Number(named, "events", 5_000_000);
        var hours = (int)Number(named, "hours", 24);
        var kept = named.GetValueOrDefault("folder");
        var folder = kept ?? Directory.CreateTempSubdirectory("compliance-archive-").FullName;
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "_manifest")))
                await MakeAsync(folder, events, hours, (int)Number(named, "rolls", 1));
            await AskAsync(folder, hours);
            if (named.GetValueOrDefault("compact") != "yes")
                return;
            await CompactAsync(folder);
            await AskAsync(folder, hours);
        }
        finally
        {
            if (kept is null)
                Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MakeAsync(string folder, long events, int hours, int rolls)
    {
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await ArchiveMaker.MakeAsync(folder, events, hours, rolls);
        var (_, bytes) = Files(folder);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"made {events:N0} events in {watch.Elapsed.TotalSeconds:0} s, {(Environment.CpuUsage.TotalTime - processor).TotalSeconds:0} s of processor, {(double)bytes / events:0.0} B each"));
    }

    private static async Task CompactAsync(string folder)
    {
        var (watch, processor, (files, before)) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime, Files(folder));
        var rows = await ArchiveCompactor.RunAsync(folder);
        var (left, bytes) = Files(folder);
        var used = (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"compacted {rows:N0} events in {watch.Elapsed.TotalSeconds:0} s, {used / Math.Max(1, rows):0.0} µs of processor each; {files} files became {left}, {(double)before / Math.Max(1, rows):0.0} B each {(double)bytes / Math.Max(1, rows):0.0}; {Environment.WorkingSet >> 20} MB resident"));
    }

    private static (int Count, long Bytes) Files(string folder)
    {
        var files = new DirectoryInfo(folder).GetFiles("*.parquet", SearchOption.AllDirectories);
        return (files.Length, files.Sum(file => file.Length));
    }

    private static async Task AskAsync(string folder, int hours)
    {
        foreach (var (what, query) in ArchiveQuestions.Of(folder, hours))
        {
            var figure = await ArchiveQuestions.AskAsync(query);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-30} {figure.Elapsed,6:0.00} s, {figure.Processor,6:0.00} s of processor, {figure.Rows:N0} of {figure.Matching:N0} events"));
        }
    }

    private static long Number(Dictionary<string, string> named, string name, long usual) =>
        named.TryGetValue(name, out var text) ? long.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : usual;
}
