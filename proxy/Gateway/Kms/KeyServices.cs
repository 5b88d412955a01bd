using System.Collections.Frozen;
using Compliance.Gateway.Settings;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Kms;

/// <summary>
/// The key management services of the settings, for one reading of them: each is reached when the first key asks for it, and one that is away is
/// asked once. Owner: the reading; not thread-safe. Waits for answers, so never on a socket's thread.
/// </summary>
internal sealed class KeyServices(IEnumerable<KmsPlan> plans, TimeSpan timeout, SourceFiles sources) : IDisposable
{
    private readonly FrozenDictionary<string, KmsPlan> _plans = plans.ToFrozenDictionary(plan => plan.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, VaultService> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Service, string By), string> _failures = [];

    /// <summary>As <see cref="Protect.Keys.UnwrapKey"/>. A failure has the settings read again before long, though no file has changed.</summary>
    public byte[]? Unwrap(KeySource source, out string why)
    {
        var (name, by) = (source.Service!, source.WrappedBy!);
        if (!_plans.TryGetValue(name, out var plan))
        {
            why = $"can't be unwrapped: the settings have no service '{name}' under 'kms'; add it, or correct the name";
            return null;
        }

        if (!_failures.TryGetValue((name, by), out why!))
        {
            try
            {
                if (!_services.TryGetValue(name, out var service))
                    _services[name] = service = new VaultService(plan, timeout);
                return service.Unwrap(by, source.Location);
            }
            catch (KmsException e)
            {
                why = $"can't be unwrapped: '{name}' {e.Message}";
                _failures[(name, by)] = why;
            }
        }

        sources.ReadAgain();
        return null;
    }

    public void Dispose()
    {
        foreach (var service in _services.Values)
            service.Dispose();
    }
}
