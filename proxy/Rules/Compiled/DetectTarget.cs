namespace Compliance.Rules.Compiled;

/// <summary>What is looked for inside texts and numbers, and how sure it must be.</summary>
/// <param name="Kind">What it looks like.</param>
/// <param name="LeastScore">Of a hundred; what is less sure is left alone.</param>
public sealed record DetectTarget(DetectedKind Kind, int LeastScore)
{
    /// <summary>What no detector is less sure of.</summary>
    public const int LowestScore = 50;

    public const int HighestScore = 100;
}
