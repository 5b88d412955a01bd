using System.Collections.Frozen;
using Compliance.Gateway.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Telemetry;

/// <summary>
/// Keeps a bad client from filling the log: of each event that a client can cause at will, so many lines pass in an interval, and the
/// number of the others is told at its end. All other events pass. Owner: the process. Thread-safe.
/// </summary>
internal sealed class BoundedLog : ILogger, IDisposable
{
    private readonly ILogger _inner;
    private readonly LogPlan _plan;
    private readonly ITimer _timer;
    private readonly FrozenDictionary<int, LogWindow> _windows;

    public BoundedLog(ILogger inner, LogPlan plan, TimeProvider time)
    {
        (_inner, _plan) = (inner, plan);
        _windows = Events.ToFrozenDictionary(id => id, _ => new LogWindow(plan.MaxPerInterval));
        _timer = time.CreateTimer(static log => ((BoundedLog)log!).Turn(), this, plan.Interval, plan.Interval);
    }

    /// <summary>Ids of the events that a client can cause; Telemetry/EVENTS.md marks them.</summary>
    public static int[] Events { get; } = [1011, 1022, 1023, 1024, 1031, 1034, 1036, 1037, 1041, 1045, 1046, 1047, 1048, 1049, 1051];

    public IEnumerable<Sample> LeftOut() =>
        _windows.Where(window => window.Value.LeftOut > 0)
            .Select(window => new Sample(window.Value.LeftOut, Labels.Of(("event", window.Key.ToString(System.Globalization.CultureInfo.InvariantCulture)))));

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!_windows.TryGetValue(eventId.Id, out var window) || window.TryTake())
            _inner.Log(logLevel, eventId, state, exception, formatter);
    }

    public bool IsEnabled(LogLevel logLevel) => _inner.IsEnabled(logLevel);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _inner.BeginScope(state);

    /// <summary>Tells what the last interval left out.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        Turn();
    }

    private void Turn()
    {
        foreach (var (id, window) in _windows)
        {
            if (window.Turn() is var count and > 0)
                _inner.LinesLeftOut(count, id, _plan.Interval.TotalSeconds, _plan.MaxPerInterval);
        }
    }
}
