using Compliance.Gateway.Registry;
using Compliance.Gateway.Settings;
using Compliance.Protect.Formats;
using Compliance.Protect.Schemas;

namespace Compliance.Gateway.Discovery;

/// <summary>
/// The schemas by which a sample's values are written, each asked for once; after a failure no more are. For the command line alone; not thread-safe.
/// </summary>
internal sealed class SampledSchemas(RegistryPlan? registry) : IDisposable
{
    // A topic has few; who writes many would have each of them asked for.
    private const int Most = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly RegistryClient? _client = registry is null ? null : new RegistryClient(registry, Patience);
    private readonly HashSet<SchemaId> _asked = [];
    private bool _isAway;

    public SchemaCache Schemas { get; } = new(2 * Most);

    /// <summary>Why some may not be known.</summary>
    public string Why { get; private set; } = registry is null
        ? "the cluster has no 'registry' in the settings"
        : "the registry does not know it, or it can't be used";

    public async Task LookAsync(SchemaId? id, CancellationToken cancel)
    {
        if (id is not { } asked || _client is null || _isAway || _asked.Count == Most || !_asked.Add(asked))
            return;
        try
        {
            if (await _client.FindAsync(asked, cancel).ConfigureAwait(false) is { } text)
                Schemas.Add(asked, SchemaFactory.Make(text));
        }
        catch (RegistryException e)
        {
            (_isAway, Why) = (true, $"of the registry, {e.Message}");
        }
    }

    public void Dispose() => _client?.Dispose();
}
