using System.Buffers;
using System.Buffers.Text;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A scalar becomes a text that says what it is, by which key it can be opened, and nothing else. Stateless; allocates nothing.
/// <code>
///   text   = "enc1:" base64( key id[4] XAES-256-GCM( kind[1] scalar ) )      kind: 0 a text, 1 a number, true or false
///   bound to "enc1:" key id[4] class | class 0 path
/// </code>
/// </summary>
internal static class EncryptTransform
{
    private const int KindBytes = 1;
    private const int Overhead = XaesKey.IdBytes + XaesKey.Overhead + KindBytes;
    private const int TextAt = XaesKey.IdBytes + XaesKey.NonceBytes;

    private static ReadOnlySpan<byte> Mark => "enc1:"u8;

    /// <param name="rule">Its binding is what the ciphertext belongs to.</param>
    /// <param name="text">As <see cref="FieldWriter.Write"/> takes it.</param>
    /// <param name="isText">Whether it is text, or a number, true or false.</param>
    /// <param name="output">Takes it.</param>
    internal static void Write(XaesKey key, FieldRule rule, ReadOnlySpan<byte> text, bool isText, Scratch output)
    {
        var bytes = checked(text.Length + Overhead);
        var room = output.Reserve(Mark.Length + Base64.GetMaxEncodedToUtf8Length(bytes));
        Mark.CopyTo(room);
        room = room[Mark.Length..];
        key.Id.CopyTo(room);
        var plain = room.Slice(TextAt, KindBytes + text.Length);
        plain[0] = isText ? (byte)0 : (byte)1;
        text.CopyTo(plain[KindBytes..]);
        key.Seal(Data(key, rule, stackalloc byte[MostData(rule)]), plain, room[XaesKey.IdBytes..bytes]);
        Base64.EncodeToUtf8InPlace(room, bytes, out _);
    }

    /// <summary>
    /// False: it is none, as what was written before there was a policy, or its key is gone; with <see cref="FaultKind.Forged"/>: its key is
    /// there, and did not make it, or not for this place.
    /// </summary>
    /// <param name="text">A text.</param>
    /// <param name="output">Empty; takes what it was made of, and nothing else.</param>
    /// <param name="value">That, in the output.</param>
    /// <param name="isText">Whether that was text.</param>
    internal static bool TryTurnBack(
        KeyChain<XaesKey> keys, FieldRule rule, ReadOnlySpan<byte> text, Scratch output, out ReadOnlySpan<byte> value, out bool isText, out FaultKind fault)
    {
        value = default;
        (isText, fault) = (true, FaultKind.None);
        if (!text.StartsWith(Mark))
            return false;
        text = text[Mark.Length..];
        var most = Base64.GetMaxDecodedFromUtf8Length(text.Length);
        var room = output.Reserve(2 * most);
        if (Base64.DecodeFromUtf8(text, room[..most], out _, out var bytes) != OperationStatus.Done || bytes < Overhead)
        {
            fault = FaultKind.Forged;
            return false;
        }

        var made = room[..bytes];
        var plain = room.Slice(most, bytes - XaesKey.IdBytes - XaesKey.Overhead);
        Span<byte> data = stackalloc byte[MostData(rule)];
        foreach (var key in keys.Keys)
        {
            if (!made.StartsWith(key.Id))
                continue;
            // Another key of the same id may follow, if chance will have it.
            fault = FaultKind.Forged;
            if (!key.TryOpen(Data(key, rule, data), made[XaesKey.IdBytes..], plain))
                continue;
            fault = FaultKind.None;
            isText = plain[0] == 0;
            value = plain[KindBytes..];
            return true;
        }

        return false;
    }

    private static int MostData(FieldRule rule) => Mark.Length + XaesKey.IdBytes + rule.BindingUtf8.Length;

    private static ReadOnlySpan<byte> Data(XaesKey key, FieldRule rule, Span<byte> room)
    {
        Mark.CopyTo(room);
        key.Id.CopyTo(room[Mark.Length..]);
        rule.BindingUtf8.Span.CopyTo(room[(Mark.Length + XaesKey.IdBytes)..]);
        return room;
    }
}
