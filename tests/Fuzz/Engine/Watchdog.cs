using System.Diagnostics;

namespace Compliance.Fuzz.Engine;

/// <summary>
/// Sees whether an input is still being fed after a minute. Bounds of work are checked by counting; this is only for what never ends, whose
/// input would else be lost: it is written down and the process ends.
/// </summary>
internal sealed class Watchdog : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Timer _timer;
    private readonly Target _target;
    private readonly string _folder;
    private byte[] _input = [];
    private ReadOnlyMemory<byte> _current;
    private long _since;

    public Watchdog(Target target, string folder)
    {
        (_target, _folder) = (target, folder);
        _timer = new Timer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>The longest time that an input took, for the table.</summary>
    public TimeSpan Slowest { get; private set; }

    public void Begin(ReadOnlyMemory<byte> input)
    {
        _current = input;
        Volatile.Write(ref _since, Stopwatch.GetTimestamp());
    }

    public void End()
    {
        var took = Stopwatch.GetElapsedTime(Interlocked.Exchange(ref _since, 0));
        if (took > Slowest)
            Slowest = took;
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long since = Volatile.Read(ref _since);
        if (since == 0 || Stopwatch.GetElapsedTime(since) < Patience)
            return;
        _input = _current.ToArray();
        var finding = Finding.Write(_folder, _target, _input, $"not done after {Patience.TotalSeconds} s");
        Console.Error.WriteLine(finding);
        Environment.Exit(3);
    }
}
