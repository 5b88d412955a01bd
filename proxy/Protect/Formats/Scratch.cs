using System.Security.Cryptography;
using System.Text.Encodings.Web;

namespace Compliance.Protect.Formats;

/// <summary>
/// Bytes that are being made for one value. Owned by one protector, not thread-safe; spans are valid until the next append.
/// Grows by doubling, gives large arrays back, and leaves nothing of one value for the next.
/// </summary>
internal sealed class Scratch
{
    private const int Initial = 1024;
    private const int Kept = 16 * 1024;
    private const int MaxEscapedBytes = 6;

    private byte[] _bytes = new byte[Initial];

    internal int Length { get; private set; }

    internal Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>Room at the end, already counted as written.</summary>
    internal Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
            Grow(count);
        var span = _bytes.AsSpan(Length, count);
        Length += count;
        return span;
    }

    internal void Append(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Reserve(bytes.Length));

    /// <summary>Makes of the valid UTF-8 from here to the end the inside of a JSON string.</summary>
    internal void EscapeFrom(int start)
    {
        var length = Length - start;
        if (JavaScriptEncoder.UnsafeRelaxedJsonEscaping.FindFirstCharacterToEncodeUtf8(Written[start..]) < 0)
            return;
        var room = Reserve(checked(length * MaxEscapedBytes));
        JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(_bytes.AsSpan(start, length), room, out _, out var written);
        room[..written].CopyTo(_bytes.AsSpan(start));
        Truncate(start + written);
    }

    /// <summary>Gives up what was written from here on.</summary>
    internal void Truncate(int length)
    {
        Written[length..].Clear();
        Length = length;
    }

    internal void Reset()
    {
        CryptographicOperations.ZeroMemory(Written);
        Length = 0;
        if (_bytes.Length > Kept)
            _bytes = new byte[Initial];
    }

    private void Grow(int count)
    {
        var larger = new byte[Math.Max(checked(Length + count), _bytes.Length * 2)];
        Written.CopyTo(larger);
        CryptographicOperations.ZeroMemory(_bytes);
        _bytes = larger;
    }
}
