using System.Buffers;
using Compliance.Protect.Formats;

namespace Compliance.Protect.Transforms;

/// <summary>Text in which only some characters count, such as the digits of a number written with hyphens. Stateless.</summary>
internal static class CountedCharacters
{
    internal static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    /// <summary>How many count; -1: there is one that neither counts nor may stand between them.</summary>
    internal static int Count(ReadOnlySpan<byte> text, SearchValues<byte> counted, SearchValues<byte> between)
    {
        var count = 0;
        foreach (var character in text)
        {
            if (counted.Contains(character))
                count++;
            else if (!between.Contains(character))
                return -1;
        }

        return count;
    }

    /// <summary>Copies the characters that count.</summary>
    /// <param name="into">Has room for as many as there are.</param>
    internal static void Take(ReadOnlySpan<byte> text, SearchValues<byte> counted, Span<byte> into)
    {
        foreach (var character in text)
        {
            if (!counted.Contains(character))
                continue;
            into[0] = character;
            into = into[1..];
        }
    }

    /// <summary>Writes the text with others in place of the characters that count, as many.</summary>
    internal static void Put(ReadOnlySpan<byte> others, ReadOnlySpan<byte> text, SearchValues<byte> counted, Scratch output)
    {
        foreach (ref var target in output.Reserve(text.Length))
        {
            target = text[0];
            if (counted.Contains(target))
            {
                target = others[0];
                others = others[1..];
            }

            text = text[1..];
        }
    }

    /// <summary>Writes the text with each character that counts as a star, but for the first and last few of them.</summary>
    /// <param name="text">ASCII.</param>
    /// <param name="counted">Which count.</param>
    /// <param name="first">How many stay at the start.</param>
    /// <param name="hidden">How many are hidden behind them; the rest stays.</param>
    /// <param name="output">Takes as many bytes as the text has.</param>
    internal static void Hide(ReadOnlySpan<byte> text, SearchValues<byte> counted, int first, int hidden, Scratch output)
    {
        var target = output.Reserve(text.Length);
        var index = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var counts = counted.Contains(text[i]);
            target[i] = counts && index >= first && index < first + hidden ? (byte)'*' : text[i];
            index += counts ? 1 : 0;
        }
    }
}
