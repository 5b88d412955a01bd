using System.Diagnostics;
using Compliance.Benchmarks.HeadToHead;

namespace Compliance.Benchmarks.Load;

/// <summary>
/// A fixed rate, whatever the answers do: five connections send a request each millisecond, of one record at 5,000 records a second and
/// of ten at 50,000. Each answer's delay counts from the moment its request was due, so that a relay's pause is charged with all it held up.
/// </summary>
internal static class LatencyLoad
{
    private const int Connections = 5;
    private const int RecordBytes = 1024;
    private static readonly TimeSpan RunIn = TimeSpan.FromMilliseconds(500);

    public static Latency Run(Relay relay, string topic, int recordsPerSecond, TimeSpan window)
    {
        byte[] frame = Frames.Single(topic, recordsPerSecond / Connections / 1000, RecordBytes);
        Stream[] streams = [.. Enumerable.Range(0, Connections).Select(_ => Door.Open(relay.Bootstrap, trusted: null))];
        long spacing = Stopwatch.Frequency / 1000;
        int ticks = (int)((RunIn + window).TotalMilliseconds);
        int counted = (int)window.TotalMilliseconds;
        long start = Stopwatch.GetTimestamp() + (10 * spacing);
        double[][] delays = new double[Connections][];
        Thread[] readers = [.. streams.Select((stream, i) => Start(() => delays[i] = Read(stream, start + (i * spacing / Connections), spacing, ticks)))];
        for (int tick = 0; tick < ticks; tick++)
        {
            for (int i = 0; i < Connections; i++)
            {
                Pacer.WaitUntil(start + (tick * spacing) + (i * spacing / Connections));
                Frames.Number(frame, tick);
                streams[i].Write(frame);
            }
        }

        foreach (Thread reader in readers)
            reader.Join();
        foreach (Stream stream in streams)
            stream.Dispose();
        double[] all = [.. delays.SelectMany(one => one[^counted..]).Order()];
        return new Latency(relay.Name, recordsPerSecond, Share(all, 0.5), Share(all, 0.99), Share(all, 0.999));
    }

    private static double Share(double[] sorted, double share) => sorted[(int)(share * (sorted.Length - 1))];

    private static double[] Read(Stream stream, long first, long spacing, int count)
    {
        double[] delays = new double[count];
        var answers = new Answers(stream);
        for (int done = 0; done < count;)
        {
            int ended = answers.Read();
            long now = Stopwatch.GetTimestamp();
            for (int i = 0; i < ended; i++, done++)
                delays[done] = (now - (first + (done * spacing))) * 1e6 / Stopwatch.Frequency;
        }

        return delays;
    }

    private static Thread Start(Action action)
    {
        var thread = new Thread(() => action(), 256 << 10) { IsBackground = true };
        thread.Start();
        return thread;
    }
}
