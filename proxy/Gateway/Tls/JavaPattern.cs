using System.Text;

namespace Compliance.Gateway.Tls;

/// <summary>
/// A regular expression of Java as one of .NET that takes the same names: <c>\w \d \s</c> are ASCII's there, the point leaves out more ends
/// of lines. What .NET reads otherwise and can't be translated is refused. Pure.
/// </summary>
internal static class JavaPattern
{
    private const string Word = "a-zA-Z0-9_";
    private const string Digit = "0-9";
    private const string Space = @" \t\n\x0B\f\r";

    /// <summary>Throws <see cref="FormatException"/> with what can't be translated.</summary>
    public static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        var isInClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Escape(pattern[++i], isInClass));
                    break;
                case '[' when isInClass:
                    throw new FormatException("a class inside a class ([a[b]]) can't be used here");
                case '&' when isInClass && i + 1 < pattern.Length && pattern[i + 1] == '&':
                    throw new FormatException("an intersection of classes (&&) can't be used here");
                case '[':
                    isInClass = true;
                    text.Append('[');
                    break;
                case ']' when isInClass:
                    isInClass = false;
                    text.Append(']');
                    break;
                case '.' when !isInClass:
                    text.Append(@"[^\n\r\u0085\u2028\u2029]");
                    break;
                case '(' when !isInClass && IsNamed(pattern.AsSpan(i)):
                    throw new FormatException("groups have numbers here, not names: write (…) for (?<name>…)");
                default:
                    text.Append(pattern[i]);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Escape(char c, bool isInClass) => c switch
    {
        'w' => isInClass ? Word : $"[{Word}]",
        'd' => isInClass ? Digit : $"[{Digit}]",
        's' => isInClass ? Space : $"[{Space}]",
        'W' or 'D' or 'S' when isInClass => throw new FormatException($@"\{c} inside a class can't be used here; name what the class is to take"),
        'W' => $"[^{Word}]",
        'D' => $"[^{Digit}]",
        'S' => $"[^{Space}]",
        'Q' or 'E' => throw new FormatException(@"\Q…\E can't be used here; write a backslash before each character"),
        _ => $@"\{c}",
    };

    private static bool IsNamed(ReadOnlySpan<char> rest) => rest.StartsWith("(?<", StringComparison.Ordinal) && rest.Length > 3 && char.IsAsciiLetter(rest[3]);
}
