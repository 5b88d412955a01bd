namespace Compliance.Rules.Compiled;

internal readonly record struct PatternToken(PatternTokenKind Kind, char Value)
{
    /// <summary>A wildcard takes the character and stays; a character takes its own and goes on.</summary>
    internal bool Takes(char c) => Kind switch
    {
        PatternTokenKind.Anything => true,
        PatternTokenKind.WithinSegment => c != '.',
        _ => c == Value,
    };

    internal bool Repeats => Kind != PatternTokenKind.Character;
}
