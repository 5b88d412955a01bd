using System.Diagnostics;
using Compliance.Gateway.Edge;

namespace Compliance.Gateway.Telemetry;

/// <summary>The process as its operating system and its runtime see it, under the names that Prometheus' client libraries and OpenTelemetry give.</summary>
internal static class ProcessMetrics
{
    private const string Descriptors = "/proc/self/fd";

    public static void Declare(Instruments instruments, string version)
    {
        instruments.Gauge("compliance.proxy.build.info", null, "The version that runs", () => [new(1, Labels.Of(("version", version)))]);
        instruments.Counter("process.cpu", "s", "Processor time used, of all cores", () => Of(process => process.TotalProcessorTime.TotalSeconds));
        instruments.Gauge("process.resident.memory", "By", "Memory held in RAM", () => Of(process => process.WorkingSet64));
        instruments.Gauge("process.start.time", "s", "Start of the process, in seconds since the Unix epoch",
            () => Of(process => (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds));
        instruments.Gauge("process.open.fds", "{descriptor}", "File descriptors open", () => Directory.Exists(Descriptors) ? [new(Directory.GetFileSystemEntries(Descriptors).Length, Labels.None)] : []);
        instruments.Gauge("process.max.fds", "{descriptor}", "File descriptors that may be open", () => DescriptorLimit.Read() is { } limit ? [new(limit, Labels.None)] : []);
        instruments.Counter("dotnet.gc.collections", "{collection}", "Garbage collections, by generation", Collections);
        instruments.Counter("dotnet.gc.pause.time", "s", "Time for which collections stopped the process", () => GC.GetTotalPauseDuration().TotalSeconds);
        instruments.Counter("dotnet.gc.heap.allocated", "By", "Bytes allocated on the heap", () => GC.GetTotalAllocatedBytes());
        instruments.Gauge("dotnet.gc.heap.size", "By", "The heap after the last collection", () => GC.GetGCMemoryInfo().HeapSizeBytes);
        instruments.Gauge("dotnet.thread_pool.threads", "{thread}", "Threads of the pool", () => ThreadPool.ThreadCount);
        instruments.Gauge("dotnet.thread_pool.queued", "{item}", "Work that waits for a thread of the pool", () => ThreadPool.PendingWorkItemCount);
    }

    /// <summary>A generation's count includes those of the older ones.</summary>
    private static IEnumerable<Sample> Collections()
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
        {
            var older = generation < GC.MaxGeneration ? GC.CollectionCount(generation + 1) : 0;
            yield return new(GC.CollectionCount(generation) - older, Labels.Of(("generation", $"gen{generation}")));
        }
    }

    private static double Of(Func<Process, double> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }
}
