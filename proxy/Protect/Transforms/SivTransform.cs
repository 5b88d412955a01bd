using System.Buffers;
using System.Buffers.Text;
using Compliance.Protect.Ciphers;
using Compliance.Protect.Formats;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Transforms;

/// <summary>
/// A scalar becomes a text: base64 of its AES-SIV token, or the token itself where it is bound to nothing and stands in a field of bytes, as
/// Confluent's clients have it. What it was, text or a number, true or false, is part of what it is bound to,
/// so that it comes back as the same. Stateless.
/// <code>
///   data = class | nothing, and for what is no text "\0json"
/// </code>
/// </summary>
internal static class SivTransform
{
    private static ReadOnlySpan<byte> NoText => "\0json"u8;

    /// <param name="rule">Its class is what the token is bound to, unless the treatment says to nothing.</param>
    /// <param name="text">As <see cref="FieldWriter.Write"/> takes it.</param>
    /// <param name="isText">Whether it is text, or a number, true or false.</param>
    /// <param name="isBytes">It stands in a field of bytes.</param>
    /// <param name="output">Takes the token.</param>
    internal static void Write(SivKey key, FieldRule rule, ReadOnlySpan<byte> text, bool isText, bool isBytes, Scratch output)
    {
        var bytes = checked(text.Length + SivKey.Overhead);
        var isPlain = IsPlain(rule, isBytes);
        var token = output.Reserve(isPlain ? bytes : Base64.GetMaxEncodedToUtf8Length(bytes));
        key.Encrypt(Data(rule, isText, stackalloc byte[MostData(rule)]), text, token[..bytes]);
        if (!isPlain)
            Base64.EncodeToUtf8InPlace(token, bytes, out _);
    }

    /// <summary>False, and nothing is left behind, if the text is no token of the rule.</summary>
    /// <param name="text">A text.</param>
    /// <param name="isBytes">It stands in a field of bytes.</param>
    /// <param name="output">Takes what the token was made of, as <see cref="Write"/> was given it.</param>
    /// <param name="isText">Whether that was text.</param>
    internal static bool TryTurnBack(SivKey key, FieldRule rule, ReadOnlySpan<byte> text, bool isBytes, Scratch output, out bool isText)
    {
        isText = false;
        var start = output.Length;
        var isPlain = IsPlain(rule, isBytes);
        var most = isPlain ? text.Length : Base64.GetMaxDecodedFromUtf8Length(text.Length);
        var room = output.Reserve(2 * most);
        output.Truncate(start);
        var bytes = most;
        if (isPlain)
            text.CopyTo(room);
        else if (Base64.DecodeFromUtf8(text, room, out _, out bytes) != OperationStatus.Done)
            return false;
        if (bytes < SivKey.Overhead)
            return false;
        var token = room[..bytes];
        var value = room.Slice(bytes, bytes - SivKey.Overhead);
        Span<byte> data = stackalloc byte[MostData(rule)];
        isText = key.TryDecrypt(Data(rule, isText: true, data), token, value);
        if (!isText && !key.TryDecrypt(Data(rule, isText: false, data), token, value))
            return false;
        value.CopyTo(output.Reserve(value.Length));
        value.Clear();
        return true;
    }

    private static bool IsPlain(FieldRule rule, bool isBytes) => isBytes && rule.Treatment is SivToken { IsBound: false };

    private static int MostData(FieldRule rule) => rule.ClassUtf8.Length + NoText.Length;

    private static ReadOnlySpan<byte> Data(FieldRule rule, bool isText, Span<byte> room)
    {
        var @class = rule.Treatment is SivToken { IsBound: true } ? rule.ClassUtf8.Span : [];
        @class.CopyTo(room);
        if (isText)
            return room[..@class.Length];
        NoText.CopyTo(room[@class.Length..]);
        return room[..(@class.Length + NoText.Length)];
    }
}
