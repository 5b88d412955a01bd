using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>Something that was found in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in bytes of the text.</param>
/// <param name="Length">How many bytes it has, with what separates its digits.</param>
/// <param name="Score">How sure that is, of a hundred.</param>
public readonly record struct Finding(DetectedKind Kind, int Start, int Length, int Score)
{
    /// <summary>What a part of it looks like by itself: a card number before an @, say.</summary>
    public DetectedKinds Within { get; init; }

    internal int End => Start + Length;
}
