namespace Compliance.Functional.KillMatrix;

/// <summary>
/// Where all taps of a program tell what it is about to do. Nobody waits there, until a test asks for a step: then whoever comes to it first
/// stands still until the test has done what it wanted. Any thread tells, any test asks.
/// </summary>
internal sealed class StepWatch
{
    private const int Remembered = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Lock _gate = new();
    private readonly Queue<string> _told = new();
    private readonly List<(Func<string, bool> Wanted, TaskCompletionSource Reached, TaskCompletionSource Released)> _waiting = [];

    public Task TellAsync(string what)
    {
        lock (_gate)
        {
            _told.Enqueue(what);
            if (_told.Count > Remembered)
                _told.Dequeue();
            var at = _waiting.FindIndex(waiting => waiting.Wanted(what));
            if (at < 0)
                return Task.CompletedTask;
            var (_, reached, released) = _waiting[at];
            _waiting.RemoveAt(at);
            reached.SetResult();
            return released.Task;
        }
    }

    /// <summary>Waits for the step, acts while it stands still, and lets it go on.</summary>
    /// <param name="wanted">Sees what is told from now on, in its order, until it says yes.</param>
    /// <param name="act">What to do then.</param>
    /// <param name="goesOn">False: who came to the step is no more, and the step is not taken.</param>
    public async Task AtAsync(Func<string, bool> wanted, Func<Task> act, bool goesOn)
    {
        var (reached, released) = (New(), New());
        lock (_gate)
            _waiting.Add((wanted, reached, released));
        try
        {
            if (await Task.WhenAny(reached.Task, Task.Delay(Patience)) != reached.Task)
                throw InVain();
            await act();
        }
        finally
        {
            if (goesOn)
                released.SetResult();
            else
                released.SetCanceled();
        }
    }

    private TimeoutException InVain()
    {
        lock (_gate)
            return new TimeoutException($"Nobody came to the step. What was told last:\n{string.Join('\n', _told)}");
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
