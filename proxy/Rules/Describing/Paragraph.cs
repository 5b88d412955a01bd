namespace Compliance.Rules.Describing;

internal sealed record Paragraph(string Text) : Block;
