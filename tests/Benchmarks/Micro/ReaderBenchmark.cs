using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Compliance.Gateway.Edge;
using Compliance.Gateway.Session;
using Compliance.Harness;

namespace Compliance.Benchmarks.Micro;

/// <summary>
/// Two ways to read frames from a socket and send them on whole: the gateway's FrameReader, a loop with one pooled buffer, and the framework's
/// PipeReader over a stream with zero-byte reads. Processor time of this process alone; the frames come from another.
/// </summary>
internal static class ReaderBenchmark
{
    private const int Rounds = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(2);

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        foreach (int frame in new[] { 1024, 16 * 1024, 256 * 1024 })
        {
            var raw = new List<(double Micros, double Rate, double Garbage)>();
            var pipe = new List<(double Micros, double Rate, double Garbage)>();
            for (int i = 0; i < Rounds; i++)
            {
                raw.Add(await MeasureAsync(frame, RawAsync));
                pipe.Add(await MeasureAsync(frame, PipeAsync));
            }

            Print("FrameReader", frame, raw);
            Print("PipeReader ", frame, pipe);
        }
    }

    private static void Print(string name, int frame, List<(double Micros, double Rate, double Garbage)> rounds) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{name} {frame,7} B frames {Meter.Median(rounds.Select(round => round.Micros)),8:0.00} µs/frame {Meter.Median(rounds.Select(round => round.Rate)),7:0} MiB/s {Meter.Median(rounds.Select(round => round.Garbage)),7:0.0} B/frame"));

    private static async Task<(double Micros, double Rate, double Garbage)> MeasureAsync(int frame, Func<Socket, Socket, Counter, Task> relay)
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        int port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        await using ChildProcess source = ChildProcess.Start(Environment.ProcessPath!, ["frame-source", $"{port}", $"{frame}"]);
        using Socket from = await listener.AcceptAsync();
        using Socket to = await listener.AcceptAsync();
        to.NoDelay = true;
        var counter = new Counter();
        Task running = Task.Run(() => relay(from, to, counter));

        await Task.Delay(WarmUp);
        (long frames, TimeSpan cpu, long garbage, long ticks) = (counter.Frames, Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes(true), Environment.TickCount64);
        await Task.Delay(Window);
        frames = counter.Frames - frames;
        cpu = Environment.CpuUsage.TotalTime - cpu;
        garbage = GC.GetTotalAllocatedBytes(true) - garbage;
        ticks = Environment.TickCount64 - ticks;

        from.Close();
        to.Close();
        try
        {
            await running;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            // Closed under the loop: that is how it ends.
        }

        return (cpu.TotalMicroseconds / frames, frames * (double)frame / 1024 / 1024 / ticks * 1000, (double)garbage / frames);
    }

    /// <summary>The steps of a read as the gateway's loops take them.</summary>
    private static async Task RawAsync(Socket from, Socket to, Counter counter)
    {
        var clock = new CoarseClock(TimeProvider.System);
        using var source = new SocketLink(from, clock);
        using var target = new SocketLink(to, clock);
        using var reader = new FrameReader(new BufferBudget(64 << 20, TimeSpan.FromSeconds(10), TimeProvider.System));
        int whole = 0;
        while (true)
        {
            if (reader.Idle())
                await source.ReadableAsync();
            if (!reader.TryMakeRoom(whole) || reader.Received(await source.ReceiveAsync(reader.Room)) == 0)
                return;
            (int frames, int bytes, whole) = Scan(reader.Span);
            if (bytes == 0)
                continue;
            await target.SendAsync(reader.Data[..bytes]);
            reader.Consume(bytes);
            counter.Frames += frames;
        }
    }

    private static async Task PipeAsync(Socket from, Socket to, Counter counter)
    {
        using var stream = new NetworkStream(from);
        PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 256 * 1024, minimumReadSize: 16 * 1024, useZeroByteReads: true));
        while (true)
        {
            ReadResult result = await reader.ReadAsync();
            ReadOnlySequence<byte> buffer = result.Buffer;
            (int frames, long bytes) = Scan(buffer);
            foreach (ReadOnlyMemory<byte> segment in buffer.Slice(0, bytes))
            {
                for (ReadOnlyMemory<byte> left = segment; !left.IsEmpty;)
                    left = left[await to.SendAsync(left, SocketFlags.None)..];
            }

            counter.Frames += frames;
            reader.AdvanceTo(buffer.GetPosition(bytes), buffer.End);
            if (result.IsCompleted)
                return;
        }
    }

    /// <summary>Whole frames at the front, their bytes, and the length of the one that is not whole yet.</summary>
    private static (int Frames, int Bytes, int Next) Scan(ReadOnlySpan<byte> bytes)
    {
        int frames = 0;
        int at = 0;
        while (bytes.Length - at >= sizeof(int))
        {
            int length = sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(bytes[at..]);
            if (length > bytes.Length - at)
                return (frames, at, at == 0 ? length : 0);
            at += length;
            frames++;
        }

        return (frames, at, 0);
    }

    private static (int Frames, long Bytes) Scan(in ReadOnlySequence<byte> bytes)
    {
        var reader = new SequenceReader<byte>(bytes);
        int frames = 0;
        long at = 0;
        while (reader.TryReadBigEndian(out int length) && reader.Remaining >= length)
        {
            reader.Advance(length);
            at = reader.Consumed;
            frames++;
        }

        return (frames, at);
    }

    private sealed class Counter
    {
        public long Frames { get; set; }
    }
}
