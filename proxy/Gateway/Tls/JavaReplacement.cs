using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Compliance.Gateway.Tls;

/// <summary>
/// What takes a match's place, as Java writes it: <c>$1</c> a group, <c>\x</c> the character x. As Kafka does, a group that the pattern does
/// not have stands for its own text. Immutable.
/// </summary>
internal sealed class JavaReplacement
{
    // A group's number, or a text.
    private readonly ImmutableArray<(int Group, string Text)> _parts;

    private JavaReplacement(ImmutableArray<(int Group, string Text)> parts) => _parts = parts;

    public string For(Match match) =>
        string.Concat(_parts.Select(part => part.Text.Length > 0 ? part.Text : match.Groups[part.Group].Value));

    /// <summary>Throws <see cref="FormatException"/> with what can't be read.</summary>
    public static JavaReplacement Parse(string text, int groups)
    {
        var parts = ImmutableArray.CreateBuilder<(int, string)>();
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when i + 1 < text.Length:
                    plain.Append(text[++i]);
                    break;
                case '\\':
                    throw new FormatException("the replacement ends with a single backslash");
                case '$' when i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]):
                    i = Group(text, i, groups, plain, parts);
                    break;
                case '$':
                    throw new FormatException(@"'$' in a replacement is followed by the number of a group; the character itself is written \$");
                default:
                    plain.Append(text[i]);
                    break;
            }
        }

        Flush(plain, parts);
        return new JavaReplacement(parts.ToImmutable());
    }

    /// <summary>The last character that was read. As many digits are the number as there are groups for.</summary>
    private static int Group(string text, int at, int groups, StringBuilder plain, ImmutableArray<(int, string)>.Builder parts)
    {
        var number = text[at + 1] - '0';
        if (number > groups && groups == 0)
            throw new FormatException($"the replacement names group {number}, and the pattern has none: put what it is to take into parentheses");
        if (number > groups)
        {
            plain.Append('$');
            return at;
        }

        var last = at + 1;
        while (last + 1 < text.Length && char.IsAsciiDigit(text[last + 1]) && (number * 10) + text[last + 1] - '0' <= groups)
            number = (number * 10) + text[++last] - '0';
        Flush(plain, parts);
        parts.Add((number, ""));
        return last;
    }

    private static void Flush(StringBuilder plain, ImmutableArray<(int, string)>.Builder parts)
    {
        if (plain.Length > 0)
            parts.Add((0, plain.ToString()));
        plain.Clear();
    }
}
