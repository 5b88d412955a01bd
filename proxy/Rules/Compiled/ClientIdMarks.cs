using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>
/// Which of the patterns that rules name a request's client id fits. Immutable; equal by value: what is decided for callers is remembered by
/// them, and clients choose what they are called.
/// </summary>
public sealed class ClientIdMarks : IEquatable<ClientIdMarks>
{
    private readonly ImmutableArray<string> _fits;
    private readonly string _key;

    private ClientIdMarks(ImmutableArray<string> fits)
    {
        _fits = fits;
        _key = string.Join('\n', fits);
    }

    /// <summary>Null: it fits none of them, or there is none.</summary>
    internal static ClientIdMarks? Of(string? clientId, ImmutableArray<NamePattern> named)
    {
        ImmutableArray<string> fits = clientId is null ? [] : [.. named.Where(pattern => pattern.Matches(clientId)).Select(pattern => pattern.Text)];
        return fits.IsEmpty ? null : new(fits);
    }

    internal bool AnyOf(ImmutableArray<NamePattern> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (_fits.Contains(pattern.Text))
                return true;
        }

        return false;
    }

    public bool Equals(ClientIdMarks? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as ClientIdMarks);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
