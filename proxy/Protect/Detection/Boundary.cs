namespace Compliance.Protect.Detection;

/// <summary>Whether something stands by itself or is a part of a longer number, name or code. Stateless.</summary>
internal static class Boundary
{
    internal static bool IsBefore(ReadOnlySpan<byte> text, int start)
    {
        if (start == 0)
            return true;
        var before = text[start - 1];
        if (IsWord(before))
            return false;
        // A fraction, a date, a code with hyphens, a path.
        return before is not ((byte)'.' or (byte)'-' or (byte)',' or (byte)'/') || start == 1 || !IsWord(text[start - 2]);
    }

    internal static bool IsAfter(ReadOnlySpan<byte> text, int end)
    {
        if (end >= text.Length)
            return true;
        var after = text[end];
        if (IsWord(after))
            return false;
        var next = end + 1 < text.Length ? text[end + 1] : (byte)' ';
        return after switch
        {
            (byte)'-' or (byte)'/' => !IsWord(next),
            (byte)'.' or (byte)',' => !char.IsAsciiDigit((char)next),
            _ => true,
        };
    }

    private static bool IsWord(byte character) => char.IsAsciiLetterOrDigit((char)character) || character == '_';
}
