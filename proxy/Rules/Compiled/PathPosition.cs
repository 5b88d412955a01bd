namespace Compliance.Rules.Compiled;

/// <summary>So many steps of that rule's path are behind us.</summary>
internal readonly record struct PathPosition(FieldRule Rule, int Steps)
{
    internal bool IsAtEnd => Steps == Rule.Path.Segments.Length;

    internal PathSegment Next => Rule.Path.Segments[Steps];

    internal PathPosition Advanced => new(Rule, Steps + 1);
}
