using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>What break-glass grants open to somebody now, by the names that rules have for it. Immutable; equal by value, as decisions are remembered by it.</summary>
public sealed class OpenedAccess : IEquatable<OpenedAccess>
{
    private readonly ImmutableArray<string> _names;
    private readonly string _key;

    /// <param name="names">At least one.</param>
    public OpenedAccess(IEnumerable<string> names)
    {
        _names = [.. names.Distinct().Order(StringComparer.Ordinal)];
        _key = string.Join('\n', _names);
    }

    public bool Equals(OpenedAccess? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as OpenedAccess);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    internal bool Has(string name) => _names.Contains(name);
}
