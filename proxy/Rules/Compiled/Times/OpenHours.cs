using System.Collections.Immutable;

namespace Compliance.Rules.Compiled.Times;

/// <summary>
/// Which of the hours that policies name are open at an instant. Immutable; equal by what is open: what is decided for callers is remembered by
/// it, and each day is as the day before.
/// </summary>
public sealed class OpenHours : IEquatable<OpenHours>
{
    private readonly ImmutableArray<TimeWindow> _open;
    private readonly DateTimeOffset _from;
    private readonly string _key;

    private OpenHours(ImmutableArray<TimeWindow> open, DateTimeOffset from, DateTimeOffset until)
    {
        (_open, _from, Until) = (open, from, until);
        _key = string.Join('\n', open.Select(window => window.Text));
    }

    /// <summary>From this instant on it has to be asked again.</summary>
    public DateTimeOffset Until { get; }

    internal ImmutableArray<TimeWindow> Windows => _open;

    /// <summary>It says what is open at that instant. A clock that was put back is asked again too.</summary>
    public bool IsOf(DateTimeOffset now) => _from <= now && now < Until;

    /// <summary>Null: nothing is named.</summary>
    internal static OpenHours? At(DateTimeOffset now, ImmutableArray<TimeWindow> named) => named.IsEmpty
        ? null
        : new([.. named.Where(window => window.IsOpenAt(now))], now, named.Min(window => window.NextEdge(now)));

    /// <summary>As if all of them were open.</summary>
    internal static OpenHours All(ImmutableArray<TimeWindow> named) => new(named, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    internal bool AnyOf(ImmutableArray<TimeWindow> windows)
    {
        foreach (var window in windows)
        {
            if (_open.Contains(window))
                return true;
        }

        return false;
    }

    public bool Equals(OpenHours? other) => other is not null && _key == other._key;

    public override bool Equals(object? obj) => Equals(obj as OpenHours);

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);
}
