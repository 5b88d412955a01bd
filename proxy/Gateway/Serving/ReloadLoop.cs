using Compliance.Gateway.Settings;

namespace Compliance.Gateway.Serving;

/// <summary>
/// Reads the settings again when it is told to, and when it finds that one of the files behind the plan has changed. It looks at their
/// content, every limits.reloadInterval: notifications of a file system do not reach into what is mounted into a container. Files that
/// are still being written are let come to rest first. One task; owner: the process.
/// </summary>
internal sealed class ReloadLoop(Reloader reloader, ActivePlan running, SourceFiles sources, TimeProvider time)
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);
    private const int MostRests = 25;
    private readonly Lock _gate = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<bool> _answer = NewAnswer();
    private SourceFiles _sources = sources;

    /// <summary>The plan in force.</summary>
    public ActivePlan Running { get; private set; } = running;

    /// <summary>Reads once more, whether or not anything has changed; the answer is whether what was read is in force.</summary>
    public Task<bool> ReloadAsync()
    {
        lock (_gate)
        {
            _asked.TrySetResult();
            return _answer.Task;
        }
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            var isAsked = await IsAskedAsync(cancel).ConfigureAwait(false);
            if (!cancel.IsCancellationRequested && (isAsked || await HaveChangedAsync(cancel).ConfigureAwait(false)))
                await ReadAgainAsync(isAsked).ConfigureAwait(false);
        }

        _answer.TrySetResult(false);
    }

    private async Task ReadAgainAsync(bool isAsked)
    {
        TaskCompletionSource<bool> answer;
        lock (_gate)
        {
            // All who have asked by now are served by one reading.
            if (_asked.Task.IsCompleted)
                _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            answer = _answer;
            _answer = NewAnswer();
        }

        var done = reloader.TryReload(Running, isAsked, out var plan, out var read);
        Running = plan;
        _sources = read ?? _sources;
        await reloader.DurableAsync().ConfigureAwait(false);
        answer.SetResult(done);
    }

    /// <summary>False: the interval has passed.</summary>
    private async Task<bool> IsAskedAsync(CancellationToken cancel)
    {
        var interval = Running.Limits.ReloadInterval;
        Task asked;
        lock (_gate)
            asked = _asked.Task;
        await asked.WaitAsync(interval > TimeSpan.Zero ? interval : Timeout.InfiniteTimeSpan, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return asked.IsCompleted;
    }

    private async Task<bool> HaveChangedAsync(CancellationToken cancel)
    {
        var now = _sources.Now();
        if (now == _sources.AsRead)
            return false;
        for (var rests = 0; rests < MostRests && !cancel.IsCancellationRequested; rests++)
        {
            var before = now;
            await Task.Delay(Rest, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            now = _sources.Now();
            if (now == before)
                break;
        }

        return true;
    }

    private static TaskCompletionSource<bool> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
