using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace Compliance.Protect.Detection;

/// <summary>
/// Finds card and account numbers, addresses, telephone and social security numbers in text, by what begins them (a digit, an @, a colon), their
/// checksums and the words around them. Goes over a text once, looks from each place only as far as the longest of them, and never back: its
/// time grows with the text alone. One per thread; keeps its buffers, so the steady state allocates nothing on ASCII.
/// </summary>
public sealed class TextDetector
{
    /// <summary>What is less sure is not told.</summary>
    public const int LeastScore = 50;

    private const int MostFindings = 1000;
    private const int FewestAlone = 9;
    private const int MoreThanTelephone = 16;
    private static readonly SearchValues<byte> Beginnings = SearchValues.Create("0123456789@:"u8);

    private readonly List<Finding> _found = [];
    private Hints _hints;

    /// <summary>In the order of the text; valid until the next call. Of a thousand and more only the first.</summary>
    /// <param name="text">UTF-8, unescaped. Digits of other scripts count as their numbers, and what has no width as nothing.</param>
    /// <param name="name">Of the field in which it stands, if it has one.</param>
    public ReadOnlySpan<Finding> Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name = default)
    {
        _found.Clear();
        var at = text.IndexOfAny(Beginnings);
        if (!Ascii.IsValid(text))
        {
            text = Folding.Fold(text);
            at = text.IndexOfAny(Beginnings);
        }

        if (at < 0)
            return [];
        _hints = HintWords.Of(name);
        while (at < text.Length && _found.Count < MostFindings)
        {
            at = text[at] switch
            {
                (byte)'@' => EmailDetector.TryFind(text, at, out var email) ? Add(email) : at + 1,
                (byte)':' => Colon(text, at),
                _ => Digits(text, at),
            };
            var next = text[at..].IndexOfAny(Beginnings);
            if (next < 0)
                break;
            at += next;
        }

        return CollectionsMarshal.AsSpan(_found);
    }

    private int Colon(ReadOnlySpan<byte> text, int at)
    {
        if (IpDetector.TryFindV6(text, at, out var address, out var end))
            return Add(address);
        return Math.Max(end, at + 1);
    }

    private int Digits(ReadOnlySpan<byte> text, int at)
    {
        if (at >= 2 && char.IsAsciiLetter((char)text[at - 1]) && char.IsAsciiLetter((char)text[at - 2]) && IbanDetector.TryFind(text, at - 2, out var iban))
            return Add(iban);
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
            end++;
        var follows = end < text.Length ? text[end] : (byte)0;
        if (follows == '.' && IpDetector.TryFindV4(text, at, _hints, out var address))
            return Add(address);
        if (Boundary.IsBefore(text, at) && (end - at >= FewestAlone || follows is (byte)' ' or (byte)'-'))
        {
            var groups = new DigitGroups(text, at, stackalloc byte[DigitGroups.MostDigits], stackalloc int[3 * DigitGroups.MostGroups]);
            if (CardDetector.TryFind(text, groups, _hints, out var card))
                return Add(card);
            if (SsnDetector.TryFind(text, groups, _hints, out var ssn))
                return Add(ssn);
        }

        if (end - at < MoreThanTelephone && PhoneDetector.TryFind(text, at, _hints, out var phone))
            return Add(phone);
        // A colon behind hexadecimal digits looks back for them itself.
        return end;
    }

    private int Add(Finding finding)
    {
        if (finding.Score < LeastScore)
            return finding.End;
        // What stands before an @ or a colon may have looked like something else.
        while (_found.Count > 0 && _found[^1].End > finding.Start)
            _found.RemoveAt(_found.Count - 1);
        _found.Add(finding);
        return finding.End;
    }
}
