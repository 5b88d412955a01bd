using Compliance.Auditctl;

namespace Compliance.Local.Actors;

/// <summary>Asks the archive, every few seconds, who has had access to what. He sees no payment: the archive holds none.</summary>
internal sealed class Auditor(Func<Task<IReadOnlyList<AccessRow>>> archive, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private volatile IReadOnlyList<AccessRow> _history = [];

    /// <summary>The whole history as it was last found, the newest last.</summary>
    public IReadOnlyList<AccessRow> History => _history;

    public async Task RunAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do
                await LookAsync();
            while (await timer.WaitForNextTickAsync(stop));
        }
        catch (OperationCanceledException)
        {
        }
    }

    public async Task LookAsync() => _history = await Task.Run(archive);
}
