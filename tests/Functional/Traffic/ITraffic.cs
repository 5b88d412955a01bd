namespace Compliance.Functional.Traffic;

/// <summary>Somebody who writes to a topic of their own and somebody who reads it, over one road, until it is ended.</summary>
internal interface ITraffic : IAsyncDisposable
{
    string Topic { get; }

    /// <summary>Waits until both have carried on.</summary>
    Task GoesOnAsync();

    /// <summary>Ends it and says what became of it.</summary>
    Task<TrafficReport> FinishAsync();
}
