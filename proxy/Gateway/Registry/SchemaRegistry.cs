using System.Collections.Concurrent;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Telemetry;
using Compliance.Protect.Formats;
using Compliance.Protect.Schemas;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Registry;

/// <summary>
/// The schemas of one registry: those that have been asked for are kept for good, since what an id names never changes. Of each unknown
/// one there is one question at a time, whoever waits for the answer, and after a failure none for a while: failures are not kept longer.
/// Thread-safe; owner: the cluster's state.
/// </summary>
internal sealed class SchemaRegistry : IDisposable
{
    /// <summary>Unknown ids of one frame that are asked for; those of the others are, when they come again.</summary>
    public const int MostAtOnce = 32;

    private const int MostFailures = 4096;
    private readonly RegistryClient _client;
    private readonly ConcurrentDictionary<SchemaId, Lazy<Task>> _asking = new();
    private readonly ConcurrentDictionary<SchemaId, long> _failed = new();
    private readonly LimitsPlan _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    public SchemaRegistry(RegistryPlan plan, LimitsPlan limits, TimeProvider time, ILogger log, RegistryMetrics metrics)
    {
        (Plan, _limits, _time, _log, Metrics) = (plan, limits, time, log, metrics);
        _client = new RegistryClient(plan, limits.RegistryTimeout);
        Schemas = new SchemaCache(limits.MaxCachedSchemas);
    }

    public RegistryPlan Plan { get; }

    public SchemaCache Schemas { get; }

    public RegistryMetrics Metrics { get; }

    /// <summary>
    /// Asks for what is not known; returns when all are known or have failed, after limits.registryTimeout at the latest, and at once where
    /// each has failed a moment ago. Throws only when cancelled.
    /// </summary>
    public async Task LookAsync(IEnumerable<SchemaId> ids, CancellationToken cancel)
    {
        var asked = ids.Where(id => Schemas.Find(id) is null && !HasJustFailed(id)).Select(Ask).ToList();
        if (asked.Count == 0)
            return;
        Metrics.Waits.Add();
        // Who asked first may have begun a while ago; a question that hangs ends by itself.
        await Task.WhenAll(asked).WaitAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Whether settings that have been read again lead to the same.</summary>
    public bool IsAsked(RegistryPlan plan, LimitsPlan limits) => plan == Plan && limits.Schemas == _limits.Schemas;

    public void Dispose() => _client.Dispose();

    private bool HasJustFailed(SchemaId id) => _failed.TryGetValue(id, out var at) && _time.GetElapsedTime(at) < _limits.RegistryPause;

    private Task Ask(SchemaId id) => _asking.GetOrAdd(id, static (asked, self) => new Lazy<Task>(() => self.AskOnceAsync(asked)), this).Value;

    private async Task AskOnceAsync(SchemaId id)
    {
        // Nothing below may run on the thread of whoever asked: it looks after a socket.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            using var patience = new CancellationTokenSource(_limits.RegistryTimeout, _time);
            if (await _client.FindAsync(id, patience.Token).ConfigureAwait(false) is { } text)
                Keep(id, SchemaFactory.Make(text));
            else
                Fail(id, "it does not know the id", Metrics.Unknown);
        }
        catch (RegistryException e)
        {
            Fail(id, e.Message, Metrics.Failed);
        }
        catch (OperationCanceledException)
        {
            Fail(id, "it does not answer in time (limits.registryTimeout)", Metrics.Failed);
        }
        finally
        {
            _asking.TryRemove(id, out _);
        }
    }

    private void Keep(SchemaId id, ValueSchema schema)
    {
        Schemas.Add(id, schema);
        _failed.TryRemove(id, out _);
        Metrics.Found.Add();
        if (schema is UnusableSchema unusable)
            _log.SchemaUnusable(Plan.Url.Authority, Name(id), unusable.Why);
    }

    private void Fail(SchemaId id, string why, Count count)
    {
        // Ids that nobody knows may be anything; they must not fill the memory.
        if (_failed.Count >= MostFailures)
            _failed.Clear();
        _failed[id] = _time.GetTimestamp();
        count.Add();
        _log.SchemaUnknown(Plan.Url.Authority, Name(id), why);
    }

    private static string Name(SchemaId id) => id.Guid == Guid.Empty ? $"{id.Number}" : $"{id.Guid}";
}
