using System.Globalization;
using YamlDotNet.Core;

namespace Compliance.Rules.Documents;

/// <summary>
/// What nobody sees and YAML stumbles over: a tab in the indentation, and what looks like a space, or like nothing, and is neither, as text has it that
/// was copied out of a document.
/// </summary>
internal static class UnseenCharacter
{
    /// <summary>Where a file can't be read, near the place at which the parser gave up. Null: there is none.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="text">All of it.</param>
    /// <param name="failure">What the parser says.</param>
    internal static (Place Place, string What)? Find(string file, string text, YamlException failure)
    {
        // Of a tab the parser names the beginning of the keys around it; of all else a line, or the one behind it.
        var isTab = failure.Message.Contains(" tab ", StringComparison.Ordinal);
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (++number < failure.Start.Line - 1 || (!isTab && number > failure.End.Line + 1))
                continue;
            if (line[..^line.TrimStart(" \t").Length].IndexOf('\t') is >= 0 and var tab)
                return (new(file, number, tab + 1), "This is not YAML: a tab stands here, where only spaces may indent. Put spaces in its place.");
            if (!isTab && IndexIn(line) is >= 0 and var at)
                return (new(file, number, at + 1), $"This is not YAML: {Tell(line[at])}");
        }

        return null;
    }

    /// <summary>What is wrong with an unquoted key, if anything: it would be another one than it looks like. Null: nothing.</summary>
    internal static string? InKey(string key) => IndexIn(key) is >= 0 and var at ? Tell(key[at]) : null;

    private static int IndexIn(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != ' ' && char.GetUnicodeCategory(text[at]) is UnicodeCategory.SpaceSeparator or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
                return at;
        }

        return -1;
    }

    private static string Tell(char character) => $"a character stands here that looks like a space, or like nothing, and is neither (U+{(int)character:X4}). Remove it, or write a space.";
}
