using System.Collections.Frozen;
using Compliance.Gateway.Settings;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Kms;

/// <summary>
/// The key management services of the settings, for one reading of them: each is reached when the first key asks for it, and one that is away is
/// asked once. Owner: the reading; not thread-safe. Waits for answers, so never on a socket's thread.
/// </summary>
internal sealed class KeyServices : IDisposable
{
    private readonly FrozenDictionary<string, KmsPlan> _plans;
    private readonly TimeSpan _timeout;
    private readonly SourceFiles _sources;
    private readonly KmsState? _state;
    private readonly Dictionary<string, VaultService> _services = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _away = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Service, string By), string> _refused = [];

    public KeyServices(IEnumerable<KmsPlan> plans, TimeSpan timeout, SourceFiles sources, KmsState? state)
    {
        (_timeout, _sources, _state) = (timeout, sources, state);
        _plans = plans.ToFrozenDictionary(plan => plan.Name, StringComparer.Ordinal);
        foreach (var name in _plans.Keys)
            state?.Know(name);
    }

    /// <summary>
    /// As <see cref="Protect.Keys.UnwrapKey"/>. While the service is away a key that it has opened for the plan before goes on: what else changes in
    /// settings and policies does not have to wait. One that is not held has the settings read again before long, though no file changes.
    /// </summary>
    public byte[]? Unwrap(KeySource source, out string why)
    {
        var (name, by) = (source.Service!, source.WrappedBy!);
        if (!_plans.TryGetValue(name, out var plan))
        {
            why = $"can't be unwrapped: the settings have no service '{name}' under 'kms' that can be asked; add it, correct the name, or mend what is said of it";
            return null;
        }

        if (!_away.TryGetValue(name, out why!) && !_refused.TryGetValue((name, by), out why!) && Ask(plan, by, source, out why) is { } opened)
            return opened;
        if (_away.ContainsKey(name) && _state?.Held(source) is { } held)
        {
            why += "; it goes on as it was opened before, and this proxy would not start again";
            return held;
        }

        _sources.ReadAgain();
        return null;
    }

    public void Dispose()
    {
        foreach (var service in _services.Values)
            service.Dispose();
    }

    private byte[]? Ask(KmsPlan plan, string by, KeySource source, out string why)
    {
        try
        {
            if (!_services.TryGetValue(plan.Name, out var service))
                _services[plan.Name] = service = new VaultService(plan, _timeout);
            var key = service.Unwrap(by, source.Location);
            _state?.Keep(source, key);
            _state?.Count(plan.Name, "opened");
            why = "";
            return key;
        }
        catch (KmsException e)
        {
            why = $"can't be unwrapped: '{plan.Name}' {e.Message}";
            _state?.Count(plan.Name, e.IsAway ? "away" : "refused");
            if (e.IsAway)
                _away[plan.Name] = why;
            else
                _refused[(plan.Name, by)] = why;
            return null;
        }
    }
}
