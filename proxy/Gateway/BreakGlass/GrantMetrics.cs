using System.Collections.Concurrent;
using Compliance.Gateway.Telemetry;

namespace Compliance.Gateway.BreakGlass;

/// <summary>Grants that are open, and what came of statements about them. Thread-safe.</summary>
internal sealed class GrantMetrics
{
    private readonly ConcurrentDictionary<(string Route, string Outcome), long> _told = new();

    public GrantMetrics(Instruments instruments, Func<IEnumerable<(string Route, string Cluster, GrantBook Book)>> books)
    {
        instruments.Gauge("compliance.proxy.breakglass.active", "{grant}", "Break-glass grants that are open", () => [.. books().Select(book => new Sample(book.Book.Count, Labels.Of(("route", book.Route))))]);
        instruments.Counter("compliance.proxy.breakglass.told", "{grant}", "Break-glass grants since the start, by what came of them: granted, ended, refused",
            () => [.. _told.Select(told => new Sample(told.Value, Labels.Of(("route", told.Key.Route), ("outcome", told.Key.Outcome))))]);
    }

    public void Count(string route, string outcome) => _told.AddOrUpdate((route, outcome), 1, (_, count) => count + 1);
}
