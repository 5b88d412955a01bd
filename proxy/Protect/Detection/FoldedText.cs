using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Protect.Detection;

/// <summary>
/// Text that is not ASCII as a reader understands it: digits of any script are those of ASCII, full-width letters and signs the usual ones, dashes
/// and spaces of any width one, and what has no width is gone. It knows where each byte comes from. Owned by one detector; keeps its buffers.
/// </summary>
internal sealed class FoldedText
{
    private const int Kept = 16 * 1024;
    private const int FullWidth = 0xFEE0;
    private const byte Other = 0x80;

    private byte[] _bytes = [];
    private int[] _origins = [];

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    /// <summary>Valid until the next one; the text is valid UTF-8.</summary>
    internal void Read(ReadOnlySpan<byte> text)
    {
        if (_bytes.Length < text.Length)
            (_bytes, _origins) = (new byte[text.Length], new int[text.Length]);
        Length = 0;
        var at = 0;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            if (Fold(rune) is not 0 and var folded)
                (_bytes[Length], _origins[Length++]) = (folded, at);
            at += length;
        }
    }

    /// <summary>The same place in the text that was read; its parts begin and end with something that has width.</summary>
    internal Finding Unfold(Finding finding, ReadOnlySpan<byte> text)
    {
        var last = _origins[finding.End - 1];
        Rune.DecodeFromUtf8(text[last..], out _, out var length);
        return finding with { Start = _origins[finding.Start], Length = last + length - _origins[finding.Start] };
    }

    /// <summary>Overwrites what was read; a large text does not set the size for good.</summary>
    internal void Clear()
    {
        CryptographicOperations.ZeroMemory(_bytes.AsSpan(0, Length));
        Length = 0;
        if (_bytes.Length > Kept)
            (_bytes, _origins) = ([], []);
    }

    /// <summary>0: it has no width. What is a part of no number and no address is all one.</summary>
    private static byte Fold(Rune rune)
    {
        if (rune.IsAscii)
            return (byte)rune.Value;
        switch (rune.Value)
        {
            // Full-width forms stand in the order of ASCII.
            case >= 0xFF01 and <= 0xFF5E:
                return (byte)(rune.Value - FullWidth);
            case 0x2212 or 0xFE63:
                return (byte)'-';
            case 0xFE52 or 0x2024 or 0xFF61:
                return (byte)'.';
            case 0xFE55 or 0xA789:
                return (byte)':';
            case 0xFE6B:
                return (byte)'@';
            case 0xFE62:
                return (byte)'+';
            // A digit in a key's frame is a digit.
            case (>= 0xFE00 and <= 0xFE0F) or 0x20E3:
                return 0;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Format => 0,
            UnicodeCategory.DecimalDigitNumber => (byte)('0' + (int)Rune.GetNumericValue(rune)),
            UnicodeCategory.SpaceSeparator => (byte)' ',
            UnicodeCategory.DashPunctuation => (byte)'-',
            _ => Other,
        };
    }
}
