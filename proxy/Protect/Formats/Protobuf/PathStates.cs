using System.Text;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>
/// Where a plan's paths stand at once. There may be several states, since a field has two names: its own and that in JSON. Without the
/// dead ones, each once. Immutable.
/// </summary>
internal readonly struct PathStates
{
    private readonly PathState[] _states;

    internal PathStates(IEnumerable<PathState> states)
    {
        _states = [.. states.Where(s => !s.IsDead).Distinct()];
    }

    /// <summary>Nothing acts here or below.</summary>
    internal bool IsDead => _states.Length == 0;

    internal ReadOnlySpan<PathState> States => _states;

    internal FieldRule? OnScalar => Strongest(s => s.OnScalar);
    internal FieldRule? OnObject => Strongest(s => s.OnObject);
    internal FieldRule? OnArray => Strongest(s => s.OnArray);
    internal FieldRule? Stored => Strongest(s => s.Stored);

    internal DetectPlan? Detects => DetectPlan.Of(_states);

    /// <summary>The names that lead elsewhere than other names do.</summary>
    internal byte[][] Names => [.. _states.SelectMany(s => s.Names).DistinctBy(Encoding.UTF8.GetString)];

    internal int[] Indexes => [.. _states.SelectMany(s => s.Indexes).Distinct()];

    internal PathStates OtherMember => new(_states.Select(s => s.OtherMember));

    internal PathStates OtherElement => new(_states.Select(s => s.OtherElement));

    internal PathStates Field(FieldType field) => new(_states.SelectMany(s => new[] { s.Member(field.NameUtf8), s.Member(field.JsonNameUtf8) }));

    internal PathStates Member(byte[] name) => new(_states.Select(s => s.Member(name)));

    internal PathStates Element(int index) => new(_states.Select(s => s.Element(index)));

    private FieldRule? Strongest(Func<PathState, FieldRule?> rule) => _states.Select(rule).Aggregate((FieldRule?)null, FieldRule.Stronger);
}
