using Compliance.Harness;

namespace Compliance.Functional.Traffic;

/// <summary>A verifiable client of Kafka's, and what it has told so far. One thread asks.</summary>
internal sealed class ToolEvents : IAsyncDisposable
{
    private const int Shown = 20;
    private readonly ChildProcess _process;
    private readonly List<ToolEvent> _all = [];
    private readonly Dictionary<string, List<ToolEvent>> _named = [];
    private int _taken;

    private ToolEvents(ChildProcess process) => _process = process;

    /// <summary>In the order in which they were told.</summary>
    public IReadOnlyList<ToolEvent> All
    {
        get
        {
            foreach (var line in _process.Lines.Skip(_taken))
            {
                _taken++;
                if (ToolEvent.Parse(line) is not { } e)
                    continue;
                _all.Add(e);
                if (!_named.TryGetValue(e.Name, out var others))
                    _named[e.Name] = others = [];
                others.Add(e);
            }

            return _all;
        }
    }

    public string Last => string.Join('\n', _process.Lines.Where(line => !line.Contains("record_data", StringComparison.Ordinal)).TakeLast(Shown));

    public IReadOnlyList<ToolEvent> Named(string name) => All.Count > 0 && _named.TryGetValue(name, out var events) ? events : [];

    public static async Task<ToolEvents> StartAsync(string tool, params IEnumerable<string> arguments) => new(await KafkaTools.StartAsync(tool, arguments));

    /// <summary>Lets it end what it has begun: SIGTERM.</summary>
    public Task StopAsync(TimeSpan patience)
    {
        _process.Signal("TERM");
        return _process.WaitForExitAsync(patience);
    }

    public static TimeSpan LongestSilence(IReadOnlyList<ToolEvent> events) =>
        events.Zip(events.Skip(1), (one, next) => next.Time - one.Time).Append(TimeSpan.Zero).Max();

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
