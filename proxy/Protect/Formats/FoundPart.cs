using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats;

/// <summary>A part of a text that a detector has found, and the rule that acts on it.</summary>
internal readonly record struct FoundPart(int Start, int Length, FieldRule Rule)
{
    internal int End => Start + Length;

    /// <summary>It does not stay as it is.</summary>
    internal bool Changes => Rule.Treatment.Technique != Technique.Reveal;
}
