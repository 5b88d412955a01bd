using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// Texts and bytes in the form of Confluent's client-side field level encryption, AES256_GCM: in a field of bytes as they are, in texts as
/// base64. It has no mark: what does not open is taken for what was never encrypted. Stateless; allocates nothing.
/// <code>
///   bytes = [ 0 version[4] ] nonce[12] ciphertext[n] tag[16]      version: where keys expire
/// </code>
/// </summary>
internal static class ConfluentTransform
{
    private const int VersionBytes = 1 + sizeof(int);

    /// <summary>False, and nothing is written, if the key has encrypted as often as it may.</summary>
    /// <param name="isBytes">The field is one of bytes, and not of text.</param>
    internal static bool TryWrite(GcmKey key, ConfluentEncrypt how, ReadOnlySpan<byte> text, bool isBytes, Scratch output)
    {
        var start = output.Length;
        var head = how.Version is null ? 0 : VersionBytes;
        var bytes = checked(head + text.Length + GcmKey.Overhead);
        var room = output.Reserve(isBytes ? bytes : Base64.GetMaxEncodedToUtf8Length(bytes));
        if (how.Version is { } version)
        {
            room[0] = 0;
            BinaryPrimitives.WriteInt32BigEndian(room[1..], version);
        }

        if (!key.TrySeal([], text, room[head..bytes]))
        {
            output.Truncate(start);
            return false;
        }

        if (!isBytes)
            Base64.EncodeToUtf8InPlace(room, bytes, out _);
        return true;
    }

    /// <summary>False, and nothing of it is left behind, if it is none, or its key is gone.</summary>
    /// <param name="output">Empty; takes what it was made of, and nothing else.</param>
    /// <param name="value">That, in the output.</param>
    internal static bool TryTurnBack(KeyChain<GcmKey> keys, ConfluentEncrypt how, ReadOnlySpan<byte> text, bool isBytes, Scratch output, out ReadOnlySpan<byte> value)
    {
        value = default;
        var most = isBytes ? text.Length : Base64.GetMaxDecodedFromUtf8Length(text.Length);
        if (most < GcmKey.Overhead)
            return false;
        var room = output.Reserve(2 * most);
        var made = room[..most];
        if (isBytes)
            text.CopyTo(made);
        else if (Base64.DecodeFromUtf8(text, made, out _, out var bytes) != OperationStatus.Done)
            return false;
        else
            made = made[..bytes];
        var (first, last) = (0, keys.Keys.Length - 1);
        if (how.Version is { } newest)
        {
            if (made.Length < VersionBytes || made[0] != 0)
                return false;
            var age = (long)newest - BinaryPrimitives.ReadInt32BigEndian(made[1..]);
            if (age < 0 || age > last)
                return false;
            made = made[VersionBytes..];
            (first, last) = ((int)age, (int)age);
        }

        if (made.Length < GcmKey.Overhead)
            return false;
        var plain = room.Slice(most, made.Length - GcmKey.Overhead);
        for (var i = first; i <= last; i++)
        {
            if (!keys.Keys[i].TryOpen([], made, plain))
                continue;
            value = plain;
            return true;
        }

        return false;
    }
}
