using Xunit;

namespace Compliance.Functional.Traffic;

/// <summary>Traffic on several roads at once.</summary>
internal sealed class RoadTraffic(IReadOnlyList<ITraffic> runs) : IAsyncDisposable
{
    public IReadOnlyList<string> Topics => [.. runs.Select(run => run.Topic)];

    /// <summary>Waits until every road has carried on.</summary>
    public Task GoesOnAsync() => Task.WhenAll(runs.Select(run => run.GoesOnAsync()));

    /// <summary>Ends it; fails where a road lost, doubled or mixed up anything. The figures go to the test's output.</summary>
    public async Task<IReadOnlyList<TrafficReport>> EndsWellAsync()
    {
        var reports = await Task.WhenAll(runs.Select(run => run.FinishAsync()));
        foreach (var report in reports)
            TestContext.Current.TestOutputHelper?.WriteLine(report.ToString());
        Assert.All(reports, report => Assert.True(report.Faults.Count == 0 && report.Written.Sum() > 0, string.Join('\n', reports.AsEnumerable())));
        return reports;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var run in runs)
            await run.DisposeAsync();
    }
}
