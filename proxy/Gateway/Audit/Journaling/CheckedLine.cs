using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace Compliance.Gateway.Audit.Journaling;

/// <summary>A line of numbers with a checksum behind them: the form of the journal's small files, legible to a person.</summary>
internal static class CheckedLine
{
    public static string Format(string numbers) => string.Create(CultureInfo.InvariantCulture, $"{numbers} {Checksum(numbers):x8}\n");

    /// <summary>The numbers; empty if there is no line or it is not whole.</summary>
    public static long[] Parse(string? line)
    {
        var text = line?.TrimEnd('\n') ?? "";
        var space = text.LastIndexOf(' ');
        if (space < 0 || text[(space + 1)..] != Checksum(text[..space]).ToString("x8", CultureInfo.InvariantCulture))
            return [];
        var words = text[..space].Split(' ');
        var numbers = new long[words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            if (!long.TryParse(words[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numbers[i]))
                return [];
        }

        return numbers;
    }

    private static uint Checksum(string text) => Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text));
}
