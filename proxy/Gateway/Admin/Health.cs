namespace Compliance.Gateway.Admin;

/// <summary>
/// Whether the process works, and whether clients should be sent to it, each as a list of reasons against it. <em>Live</em> fails for what
/// only a new start mends: a loop that stands still, a journal whose disk has failed. <em>Ready</em> fails for what mends itself or is
/// meant: no plan or port yet, a cluster that does not answer, evidence that can't be taken now, a stop. Thread-safe once it is built.
/// </summary>
internal sealed class Health
{
    private readonly List<Func<IEnumerable<string>>> _live = [];
    private readonly List<Func<IEnumerable<string>>> _ready = [];

    public IReadOnlyList<string> NotLive => [.. _live.SelectMany(check => check())];

    /// <summary>What is not alive is not ready either.</summary>
    public IReadOnlyList<string> NotReady => [.. NotLive, .. _ready.SelectMany(check => check())];

    /// <summary>Gives the reasons; none: well. To be called before anybody asks.</summary>
    public void Live(Func<IEnumerable<string>> check) => _live.Add(check);

    public void Ready(Func<IEnumerable<string>> check) => _ready.Add(check);
}
