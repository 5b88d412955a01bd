using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;

namespace Compliance.Gateway.Pipeline;

/// <summary>Looks a string key up by its UTF-8 bytes as they stand in a frame, so that no string is made for a name already known.</summary>
internal sealed class Utf8Names : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    /// <summary>Kafka's longest string, in bytes.</summary>
    private const int Longest = short.MaxValue;

    public static Utf8Names Comparer { get; } = new();

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode([DisallowNull] string obj)
    {
        Span<byte> utf8 = obj.Length <= 256 ? stackalloc byte[obj.Length * 3] : new byte[obj.Length * 3];
        Utf8.FromUtf16(obj, utf8, out _, out var written);
        return GetHashCode(utf8[..written]);
    }

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (alternate.Length > Longest || other.Length > alternate.Length)
            return false;
        Span<char> text = alternate.Length <= 256 ? stackalloc char[alternate.Length] : new char[alternate.Length];
        return Utf8.ToUtf16(alternate, text, out _, out var written) == System.Buffers.OperationStatus.Done
            && text[..written].SequenceEqual(other);
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)XxHash3.HashToUInt64(alternate);

    public string Create(ReadOnlySpan<byte> alternate) => Encoding.UTF8.GetString(alternate);
}
