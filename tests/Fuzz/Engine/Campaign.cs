using System.Diagnostics;

namespace Compliance.Fuzz.Engine;

/// <summary>
/// Feeds one target with inputs made from a seed, until a number or a time is reached or something is found. The same seed gives the same
/// inputs, each of them without those before it. One thread.
/// </summary>
internal sealed class Campaign(Target target, ulong seed, string folder)
{
    /// <summary>So often is an input fed before an excess of allocation counts.</summary>
    private const int Feeds = 4;

    private readonly Probe _probe = new();
    private readonly Mutator _mutator = new(target);

    /// <param name="inputs">At most so many; null: as many as the time allows.</param>
    /// <param name="time">At most so long; null: as long as the number takes.</param>
    public Tally Run(long? inputs, TimeSpan? time)
    {
        using var watchdog = new Watchdog(target, folder);
        var clock = Stopwatch.StartNew();
        Finding? finding = null;
        long made = 0;
        while (finding is null && (inputs is null || made < inputs) && (time is null || (made & 15) != 0 || clock.Elapsed < time))
        {
            var dice = new Dice(seed, made++);
            var input = _mutator.Make(ref dice);
            watchdog.Begin(input);
            if (Failure(input) is { } why)
                finding = Settle(input.ToArray(), why, made - 1, watchdog);
            watchdog.End();
        }

        return new Tally(target.Name, seed, made, clock.Elapsed, _probe.MostAllocated, watchdog.Slowest, _probe.Outcomes, finding);
    }

    /// <summary>Null: the input kept every promise.</summary>
    public string? Failure(ReadOnlyMemory<byte> input)
    {
        try
        {
            for (int feed = 1; ; feed++)
            {
                _probe.Start();
                target.Feed(input, _probe);
                if (_probe.Excess is null || feed == Feeds)
                    return _probe.Excess;
            }
        }
        catch (OracleException broken)
        {
            return broken.Message;
        }
        catch (Exception thrown)
        {
            return $"{thrown.GetType()}: {thrown.Message}\n{thrown.StackTrace}";
        }
    }

    private Finding Settle(byte[] input, string why, long index, Watchdog watchdog)
    {
        string kind = Kind(why);
        byte[] least = Minimiser.Run(input, tried =>
        {
            watchdog.End();
            watchdog.Begin(tried);
            return Failure(tried) is { } again && Kind(again) == kind;
        });
        string often = Failure(least) is null ? " (only once: it needs what was fed before)" : "";
        return Finding.Write(folder, target, least, $"input {index} of seed {seed}{often}: {why}");
    }

    /// <summary>The failure without what differs from input to input: figures, and all behind the place it was thrown at.</summary>
    private static string Kind(string why)
    {
        var lines = why.Split('\n').AsSpan();
        string first = lines[0].Contains(':', StringComparison.Ordinal) ? lines[0][..lines[0].IndexOf(':', StringComparison.Ordinal)] : lines[0];
        return string.Concat(first.Where(c => !char.IsAsciiDigit(c))) + (lines.Length > 1 ? lines[1] : "");
    }
}
