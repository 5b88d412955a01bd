namespace Compliance.Rules.Describing;

/// <summary>Level 1 is the page's own.</summary>
internal sealed record Heading(int Level, string Text) : Block;
