using System.Buffers.Text;

namespace Compliance.Protect.Detection;

/// <summary>
/// Tells names that are data (somebody's number or address, one of very many) from those that say what stands below them: only the latter may
/// stand in evidence. One thread.
/// </summary>
internal sealed class MemberNames
{
    private const int Longest = 60;
    private readonly TextDetector _detector = new();

    internal bool IsData(ReadOnlySpan<byte> name) => !_detector.Find(name).IsEmpty || IsOneOfMany(name);

    /// <summary>It is too long, or too much of it digits, to be a word.</summary>
    internal static bool IsOneOfMany(ReadOnlySpan<byte> name)
    {
        if (name.Length > Longest || (Utf8Parser.TryParse(name, out Guid _, out var read, name.StartsWith("{"u8) ? 'B' : name.Length == 32 ? 'N' : 'D') && read == name.Length))
            return true;
        var digits = 0;
        foreach (var character in name)
            digits += char.IsAsciiDigit((char)character) ? 1 : 0;
        return digits > name.Length / 2;
    }
}
