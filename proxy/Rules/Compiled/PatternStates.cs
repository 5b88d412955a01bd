namespace Compliance.Rules.Compiled;

/// <summary>A set of places in a pattern, of which there are no more than it has bits.</summary>
internal readonly record struct PatternStates(ulong A, ulong B, ulong C, ulong D)
{
    internal const int Most = 256;

    internal static readonly PatternStates Start = new(1, 0, 0, 0);

    internal static PatternStates Of(int place) => (place / 64) switch
    {
        0 => new(1UL << place, 0, 0, 0),
        1 => new(0, 1UL << place, 0, 0),
        2 => new(0, 0, 1UL << place, 0),
        _ => new(0, 0, 0, 1UL << place),
    };

    /// <summary>Each place one further.</summary>
    internal PatternStates Next => new(A << 1, (B << 1) | (A >> 63), (C << 1) | (B >> 63), (D << 1) | (C >> 63));

    internal bool IsEmpty => (A | B | C | D) == 0;

    public static PatternStates operator |(PatternStates one, PatternStates other) => new(one.A | other.A, one.B | other.B, one.C | other.C, one.D | other.D);

    public static PatternStates operator &(PatternStates one, PatternStates other) => new(one.A & other.A, one.B & other.B, one.C & other.C, one.D & other.D);
}
