using System.Buffers;
using System.Globalization;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A string keeps its first and last few Unicode text elements (what a reader sees as one character: a letter with its accents, a flag);
/// each other one becomes the fill. A string that has no more elements than would be kept is filled whole.
/// </summary>
internal static class MaskTransform
{
    // Printable ASCII: one byte is one text element. (Of the others carriage return and line feed make one together.)
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x5F).Select(b => (byte)b)]);

    /// <param name="text">Valid UTF-8.</param>
    /// <param name="mask">What to keep, and what to fill with.</param>
    /// <param name="output">Takes the text that is left.</param>
    internal static void Write(ReadOnlySpan<byte> text, Mask mask, Scratch output)
    {
        if (text.IndexOfAnyExcept(Plain) < 0)
            WritePlain(text, mask.KeepFirst, mask.KeepLast, mask.Fill, output);
        else
            WriteUnicode(text, mask.KeepFirst, mask.KeepLast, mask.Fill, output);
    }

    private static void WritePlain(ReadOnlySpan<byte> text, int first, int last, string fill, Scratch output)
    {
        if (first + (long)last >= text.Length)
            (first, last) = (0, 0);
        output.Append(text[..first]);
        AppendFill(fill, text.Length - first - last, output);
        output.Append(text[^last..]);
    }

    private static void WriteUnicode(ReadOnlySpan<byte> text, int first, int last, string fill, Scratch output)
    {
        var rented = ArrayPool<char>.Shared.Rent(text.Length);
        var chars = rented.AsSpan(0, Encoding.UTF8.GetChars(text, rented));
        var count = Skip(chars, int.MaxValue, out _);
        if (first + (long)last >= count)
            (first, last) = (0, 0);
        Skip(chars, first, out var head);
        Skip(chars[head..], count - first - last, out var filled);

        AppendEncoded(chars[..head], output);
        AppendFill(fill, count - first - last, output);
        AppendEncoded(chars[(head + filled)..], output);
        ArrayPool<char>.Shared.Return(rented, clearArray: true);
    }

    /// <summary>Passes over so many text elements, or all there are; gives their number and length.</summary>
    private static int Skip(ReadOnlySpan<char> chars, int elements, out int length)
    {
        length = 0;
        var passed = 0;
        for (; passed < elements && length < chars.Length; passed++)
            length += StringInfo.GetNextTextElementLength(chars[length..]);
        return passed;
    }

    private static void AppendEncoded(ReadOnlySpan<char> chars, Scratch output)
    {
        var start = output.Length;
        var room = output.Reserve(Encoding.UTF8.GetMaxByteCount(chars.Length));
        output.Truncate(start + Encoding.UTF8.GetBytes(chars, room));
    }

    private static void AppendFill(string fill, int count, Scratch output)
    {
        if (fill.Length == 1 && fill[0] is > ' ' and < '\u007f')
        {
            output.Reserve(count).Fill((byte)fill[0]);
            return;
        }

        Span<byte> encoded = stackalloc byte[Encoding.UTF8.GetMaxByteCount(fill.Length)];
        encoded = encoded[..Encoding.UTF8.GetBytes(fill, encoded)];
        for (; count > 0; count--)
            output.Append(encoded);
    }
}
