using Compliance.Gateway.Telemetry;

namespace Compliance.Gateway.Serving;

/// <summary>How readings of the settings went. Thread-safe.</summary>
internal sealed class ReloadMetrics
{
    private long _succeeded;
    private long _refused;
    private long _stale;

    public ReloadMetrics(Instruments instruments)
    {
        instruments.Counter("compliance.proxy.settings.reloads", "{reload}", "Readings of the settings since the start, by outcome", Reloads);
        instruments.Gauge("compliance.proxy.settings.stale", null, "1 while the settings on disk were refused and an earlier plan is in force", () => Volatile.Read(ref _stale));
    }

    public void Succeeded()
    {
        Interlocked.Increment(ref _succeeded);
        Volatile.Write(ref _stale, 0);
    }

    public void Refused()
    {
        Interlocked.Increment(ref _refused);
        Volatile.Write(ref _stale, 1);
    }

    private IEnumerable<Sample> Reloads() =>
    [
        new(Volatile.Read(ref _succeeded), Labels.Of(("outcome", "success"))),
        new(Volatile.Read(ref _refused), Labels.Of(("outcome", "failure"))),
    ];
}
