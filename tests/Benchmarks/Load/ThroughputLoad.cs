using System.Diagnostics;
using Compliance.Benchmarks.HeadToHead;

namespace Compliance.Benchmarks.Load;

/// <summary>As much as goes through a relay in a while, from a moment when all connections are busy.</summary>
internal static class ThroughputLoad
{
    /// <summary>max.in.flight.requests.per.connection.</summary>
    private const int ProduceWindow = 5;
    private static readonly TimeSpan RunIn = TimeSpan.FromMilliseconds(400);

    /// <summary>MB (10^6 bytes of values) a second.</summary>
    public static Figure Produce(Relay relay, Shape shape, byte[][] frames, TimeSpan window) =>
        Run(relay, "produce", shape, frames, ProduceWindow, window, (requests, _) => (double)requests * shape.ValueBytesInRequest);

    public static Figure Consume(Relay relay, Shape shape, byte[][] frames, TimeSpan window)
    {
        double share = (double)shape.RecordsInBatch * shape.RecordBytes / Frames.Batch(shape).Length;
        return Run(relay, "consume", shape, frames, 1, window, (_, bytes) => bytes * share);
    }

    private static Figure Run(Relay relay, string work, Shape shape, byte[][] frames, int inFlight, TimeSpan window, Func<long, long, double> values)
    {
        string address = shape.Tls ? relay.TlsBootstrap : relay.Bootstrap;
        LoadConnection[] connections = [.. Enumerable.Range(0, shape.Connections).Select(i => new LoadConnection(address, shape.Tls ? relay.Certificate : null, frames, i, inFlight))];
        Thread.Sleep(RunIn);
        (long requests, long bytes) = Sum(connections);
        double cpu = relay.CpuSeconds();
        long began = Stopwatch.GetTimestamp();
        Thread.Sleep(window);
        (long requestsAfter, long bytesAfter) = Sum(connections);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        cpu = relay.CpuSeconds() - cpu;
        foreach (LoadConnection connection in connections)
            connection.Stop();
        foreach (LoadConnection connection in connections)
            connection.Join();
        double done = values(requestsAfter - requests, bytesAfter - bytes);
        return new Figure(relay.Name, work, done / 1e6 / seconds, cpu / (done / 1e9));
    }

    private static (long Requests, long Bytes) Sum(LoadConnection[] connections)
    {
        (long Requests, long Bytes) sum = default;
        foreach (LoadConnection connection in connections)
        {
            (long requests, long bytes) = connection.Done;
            sum = (sum.Requests + requests, sum.Bytes + bytes);
        }

        return sum;
    }
}
