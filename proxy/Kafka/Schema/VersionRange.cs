using System.Globalization;

namespace Compliance.Kafka.Schema;

/// <summary>Versions as the protocol's files write them: "3+", "0-7", "2" or "none"; both ends are inside.</summary>
internal readonly record struct VersionRange(short From, short To)
{
    public static readonly VersionRange None = new(0, -1);

    public bool Contains(short version) => version >= From && version <= To;

    public static VersionRange Parse(string? text)
    {
        if (text is null or "none")
            return None;
        if (text.EndsWith('+'))
            return new(Number(text.AsSpan(0, text.Length - 1)), short.MaxValue);
        int dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0
            ? new(Number(text), Number(text))
            : new(Number(text.AsSpan(0, dash)), Number(text.AsSpan(dash + 1)));
    }

    private static short Number(ReadOnlySpan<char> digits) => short.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}
