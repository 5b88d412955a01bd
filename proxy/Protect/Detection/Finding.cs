namespace Compliance.Protect.Detection;

/// <summary>Something that was found in a text.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, in bytes; in text that is not ASCII, of the text as it was folded.</param>
/// <param name="Length">How many bytes it has, with what separates its digits.</param>
/// <param name="Score">How sure that is, of a hundred.</param>
public readonly record struct Finding(DetectedKind Kind, int Start, int Length, int Score)
{
    internal int End => Start + Length;
}
