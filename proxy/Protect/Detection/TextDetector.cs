using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Detection;

/// <summary>
/// Finds card and account numbers, addresses, telephone and social security numbers in text, by what begins them (a digit, an @, a colon), their
/// checksums and the words around them. Goes over a text once, looks from each place only as far as the longest of them, and never back: its
/// time grows with the text alone. One per thread; keeps its buffers, so the steady state allocates nothing.
/// </summary>
public sealed class TextDetector
{
    /// <summary>What is less sure is not told.</summary>
    public const int LeastScore = DetectTarget.LowestScore;

    private const int Kept = 1024;
    private const int FewestAlone = 9;
    private const int MoreThanTelephone = 16;
    private const DetectedKinds OfDigits = DetectedKinds.All & ~DetectedKinds.Email;
    private static readonly SearchValues<byte> AllBeginnings = SearchValues.Create("0123456789@:"u8);
    private static readonly SearchValues<byte> Digital = SearchValues.Create("0123456789:"u8);
    private static readonly SearchValues<byte> Signs = SearchValues.Create("@"u8);

    private readonly List<Finding> _found = [];
    private readonly FoldedText _folded = new();
    private DetectedKinds _kinds;
    private Hints _hints;

    /// <summary>In the order of the text, none within another; valid until the next call.</summary>
    /// <param name="text">UTF-8, unescaped. Digits of other scripts count as their numbers, and what has no width as nothing.</param>
    /// <param name="name">Of the field in which it stands, if it has one.</param>
    /// <param name="kinds">What is looked for; nothing else is told.</param>
    public ReadOnlySpan<Finding> Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name = default, DetectedKinds kinds = DetectedKinds.All)
    {
        _found.Clear();
        if (_found.Capacity > Kept)
            _found.Capacity = Kept;
        _kinds = kinds;
        if (Ascii.IsValid(text))
        {
            Look(text, name);
            return CollectionsMarshal.AsSpan(_found);
        }

        _folded.Read(text);
        Look(_folded.Bytes, name);
        var found = CollectionsMarshal.AsSpan(_found);
        foreach (ref var finding in found)
            finding = _folded.Unfold(finding, text);
        _folded.Clear();
        return found;
    }

    private void Look(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var beginnings = (_kinds & DetectedKinds.Email) == 0 ? Digital : (_kinds & OfDigits) == 0 ? Signs : AllBeginnings;
        var at = text.IndexOfAny(beginnings);
        if (at < 0)
            return;
        _hints = HintWords.Of(name);
        while (at < text.Length)
        {
            at = text[at] switch
            {
                (byte)'@' => EmailDetector.TryFind(text, at, out var email) ? Add(email) : at + 1,
                (byte)':' => Colon(text, at),
                _ => Digits(text, at),
            };
            var next = text[at..].IndexOfAny(beginnings);
            if (next < 0)
                break;
            at += next;
        }
    }

    private int Colon(ReadOnlySpan<byte> text, int at)
    {
        if (!Seeks(DetectedKinds.Ip))
            return at + 1;
        if (IpDetector.TryFindV6(text, at, out var address, out var end))
            return Add(address);
        return Math.Max(end, at + 1);
    }

    private int Digits(ReadOnlySpan<byte> text, int at)
    {
        if (Seeks(DetectedKinds.Iban) && at >= 2 && char.IsAsciiLetter((char)text[at - 1]) && char.IsAsciiLetter((char)text[at - 2]) && IbanDetector.TryFind(text, at - 2, out var iban))
            return Add(iban);
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit((char)text[end]))
            end++;
        var follows = end < text.Length ? text[end] : (byte)0;
        if (follows == '.' && Seeks(DetectedKinds.Ip) && IpDetector.TryFindV4(text, at, _hints, out var address))
            return Add(address);
        if (Seeks(DetectedKinds.Card | DetectedKinds.Ssn) && Boundary.IsBefore(text, at) && (end - at >= FewestAlone || follows is (byte)' ' or (byte)'-'))
        {
            var groups = new DigitGroups(text, at, stackalloc byte[DigitGroups.MostDigits], stackalloc int[3 * DigitGroups.MostGroups]);
            if (Seeks(DetectedKinds.Card) && CardDetector.TryFind(text, groups, _hints, out var card))
                return Add(card);
            if (Seeks(DetectedKinds.Ssn) && SsnDetector.TryFind(text, groups, _hints, out var ssn))
                return Add(ssn);
        }

        if (Seeks(DetectedKinds.Phone) && end - at < MoreThanTelephone && PhoneDetector.TryFind(text, at, _hints, out var phone))
            return Add(phone);
        // A colon behind hexadecimal digits looks back for them itself.
        return end;
    }

    private bool Seeks(DetectedKinds kinds) => (_kinds & kinds) != 0;

    private int Add(Finding finding)
    {
        if (finding.Score < LeastScore)
            return finding.End;
        // What stands before an @ or a colon may have looked like something else, and reach further back.
        while (_found.Count > 0 && _found[^1] is var part && part.End > finding.Start)
        {
            var start = Math.Min(part.Start, finding.Start);
            finding = finding with { Start = start, Length = finding.End - start, Within = finding.Within | part.Within | (DetectedKinds)(1 << (int)part.Kind) };
            _found.RemoveAt(_found.Count - 1);
        }

        _found.Add(finding);
        return finding.End;
    }
}
