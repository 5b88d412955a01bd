namespace Compliance.Rules.Compiled;

/// <summary>Where each name and index leads from one state; names and indexes that lead where all others lead are left out.</summary>
internal sealed record PathTransitions(
    byte[][] Names, PathState[] Members, PathState OtherMember, int[] Indexes, PathState[] Elements, PathState OtherElement, bool NothingBelow);
