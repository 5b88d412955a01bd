using System.Diagnostics;

namespace Compliance.Harness;

/// <summary>Waits for what another process brings about. Patience bounds a hang; it is no measure of speed.</summary>
public static class Eventually
{
    public static async Task TrueAsync(Func<bool> condition, TimeSpan patience, string what) =>
        await TrueAsync(() => Task.FromResult(condition()), patience, what);

    public static async Task TrueAsync(Func<Task<bool>> condition, TimeSpan patience, string what)
    {
        var until = Stopwatch.StartNew();
        while (!await condition())
        {
            if (until.Elapsed > patience)
                throw new TimeoutException($"Waited {patience.TotalSeconds:0} s in vain for {what}.");
            await Task.Delay(50);
        }
    }
}
