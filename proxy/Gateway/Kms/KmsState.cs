using System.Collections.Concurrent;
using System.Security.Cryptography;
using Compliance.Gateway.Telemetry;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Kms;

/// <summary>
/// What a process knows of its key management services from one reading of the settings to the next: the keys that they have opened, for a time in
/// which one is away, and how its questions ended. Keys are those of the last sound reading and no others; each is in an array that is not moved,
/// and cleared when it is let go. Owner: the process, one reading at a time; its numbers may be read from any thread.
/// </summary>
internal sealed class KmsState : IDisposable
{
    private static readonly string[] Outcomes = ["opened", "away", "refused"];
    private readonly ConcurrentDictionary<(string Service, string Outcome), long> _questions = new();
    private Dictionary<KeySource, byte[]> _held = [];
    private Dictionary<KeySource, byte[]> _read = [];
    private int _count;

    public void Declare(Instruments instruments)
    {
        instruments.Counter("compliance.proxy.kms.questions", "{question}", "Wrapped keys that a key management service was asked to open, by outcome: opened, away, refused",
            () => [.. _questions.OrderBy(question => question.Key).Select(question => new Sample(question.Value, Labels.Of(("service", question.Key.Service), ("outcome", question.Key.Outcome))))]);
        instruments.Gauge("compliance.proxy.kms.keys", "{key}", "Keys held that a key management service has opened", () => Volatile.Read(ref _count));
    }

    /// <summary>So that there is a number before the first failure.</summary>
    public void Know(string service)
    {
        foreach (var outcome in Outcomes)
            _questions.TryAdd((service, outcome), 0);
    }

    public void Count(string service, string outcome) => _questions.AddOrUpdate((service, outcome), 1, (_, count) => count + 1);

    /// <summary>A reading begins.</summary>
    public void Begin() => Clear(_read);

    /// <summary>The service has opened it now.</summary>
    public void Keep(KeySource source, ReadOnlySpan<byte> key)
    {
        if (_read.ContainsKey(source))
            return;
        var copy = GC.AllocateUninitializedArray<byte>(key.Length, pinned: true);
        key.CopyTo(copy);
        _read.Add(source, copy);
    }

    /// <summary>As it was opened for the last sound reading, which is the caller's to clear; null: it was not.</summary>
    public byte[]? Held(KeySource source)
    {
        if (!_held.TryGetValue(source, out var key))
            return null;
        Keep(source, key);
        return [.. key];
    }

    /// <summary>The reading has ended; those of an unsound one are let go, those of a sound one take the place of the ones before.</summary>
    public void End(bool isSound)
    {
        if (isSound)
            (_held, _read) = (_read, _held);
        Clear(_read);
        Volatile.Write(ref _count, _held.Count);
    }

    public void Dispose()
    {
        Clear(_held);
        Clear(_read);
    }

    private static void Clear(Dictionary<KeySource, byte[]> keys)
    {
        foreach (var key in keys.Values)
            CryptographicOperations.ZeroMemory(key);
        keys.Clear();
    }
}
