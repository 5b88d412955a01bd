namespace Compliance.Rules.Compiled;

/// <summary>All characters but the first and last few are replaced; a value no longer than what is kept is replaced whole.</summary>
/// <param name="KeepFirst">Unicode text elements kept at the start.</param>
/// <param name="KeepLast">Unicode text elements kept at the end.</param>
/// <param name="Fill">One text element, written once for each that is replaced.</param>
public sealed record Mask(int KeepFirst, int KeepLast, string Fill) : Treatment(Technique.Mask)
{
    internal const string UsualFill = "*";
}
