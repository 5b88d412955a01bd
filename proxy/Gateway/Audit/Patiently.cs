using System.Diagnostics;
using Compliance.Gateway.Audit.Journaling;

namespace Compliance.Gateway.Audit;

/// <summary>Tries what needs room in the journal until it succeeds; only at a stop, when no session waits and the disk may be behind.</summary>
internal static class Patiently
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    public static async Task<bool> UntilAsync(Func<bool> succeeds, Recorder recorder, TimeSpan patience)
    {
        // The clock of the machine, whatever time the proxy is given: a disk knows no other.
        var began = Stopwatch.GetTimestamp();
        while (!succeeds())
        {
            if (recorder.State == JournalState.Failed || Stopwatch.GetElapsedTime(began) > patience)
                return false;
            await Task.Delay(Pause);
        }

        return true;
    }
}
