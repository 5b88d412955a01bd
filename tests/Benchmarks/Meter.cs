using System.Globalization;

namespace Compliance.Benchmarks;

/// <summary>
/// Measures one operation in processor time of its own thread and in bytes of garbage, the two figures that stay the same on a machine that is
/// busy with other things; wall-clock time, which benchmark libraries report, does not. Each figure is the median of several windows after
/// a warm-up long enough for the last tier of the compiler.
/// </summary>
internal static class Meter
{
    private const int Windows = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    /// <summary>Prints one row: name, µs of processor time per operation, MiB per second of it, bytes of garbage per operation.</summary>
    /// <param name="bytes">Payload bytes of one operation; 0 where it has none.</param>
    public static void Run(string name, long bytes, Action operation)
    {
        Repeat(operation, WarmUp);
        var windows = new List<(double Micros, double Garbage)>();
        for (int i = 0; i < Windows; i++)
        {
            double cpu = ThreadMicroseconds();
            long garbage = GC.GetTotalAllocatedBytes(precise: true);
            long count = Repeat(operation, Window);
            garbage = GC.GetTotalAllocatedBytes(precise: true) - garbage;
            cpu = ThreadMicroseconds() - cpu;
            windows.Add((cpu / count, (double)garbage / count));
        }

        double micros = Median(windows.Select(window => window.Micros));
        double rate = bytes / 1024.0 / 1024 / micros * 1_000_000;
        double allocated = Median(windows.Select(window => window.Garbage));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-52} {micros,10:0.00} µs {rate,8:0} MiB/s {allocated,8:0} B"));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The calling thread's time on a processor, which the kernel counts in nanoseconds.</summary>
    public static double ThreadMicroseconds() =>
        double.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1000;

    private static long Repeat(Action operation, TimeSpan duration)
    {
        long until = Environment.TickCount64 + (long)duration.TotalMilliseconds;
        long count = 0;
        for (int batch = 1; Environment.TickCount64 < until; batch = Math.Min(batch * 2, 64))
        {
            for (int i = 0; i < batch; i++)
                operation();
            count += batch;
        }

        return count;
    }
}
