namespace Compliance.Rules.Describing;

/// <summary>
/// A part of a page: a heading, a paragraph, a list or a table. Its text is plain but for `names`, which stand between backticks; both
/// writers of pages escape all else. Immutable.
/// </summary>
internal abstract record Block;
