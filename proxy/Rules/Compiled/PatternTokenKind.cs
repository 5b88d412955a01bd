namespace Compliance.Rules.Compiled;

internal enum PatternTokenKind : byte
{
    Character,

    /// <summary><c>*</c></summary>
    WithinSegment,

    /// <summary><c>**</c></summary>
    Anything,
}
