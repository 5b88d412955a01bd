using System.Buffers.Text;
using System.Security.Cryptography;
using Compliance.Kafka.Wire;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>
/// Where the next page of a DescribeTopicPartitions begins: a topic's name, which its reader may not be allowed to know. Such a name goes out
/// sealed, and is opened when the client brings it back: <c>? base64url(nonce, AES-GCM(name), tag)</c>; no topic's name begins so.
/// The key is the process's own: a page of another one (a restart, a second proxy) is refused, and its client begins again. Thread-safe.
/// </summary>
internal static class TopicCursor
{
    private const byte Mark = (byte)'?';
    private const int NonceSize = 12, TagSize = 16;

    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    public static bool IsSealed(ReadOnlySpan<byte> name) => name is [Mark, ..];

    /// <summary>Grammar: … cursor: topic_name partition_index.</summary>
    public static Verdict OnRequest(Exchange exchange)
    {
        var walk = exchange.Request;
        var name = walk.Child(walk.Child(Walk.Root, walk.Program.FieldId("Cursor")), walk.Program.FieldId("Cursor.TopicName"));
        if (name < 0 || !IsSealed(walk.Utf8(name)))
            return Verdict.Next;
        if (Open(walk.Utf8(name)[1..]) is not { } opened)
            return Refusal.Whole(exchange, KafkaError.InvalidRequest, default);
        exchange.RequestEdits.SetString(name, opened);
        return Verdict.Next;
    }

    /// <summary>Grammar: … next_cursor: topic_name partition_index.</summary>
    public static void OnResponse(Walk walk, Edits edits, AccessRights rights)
    {
        var name = walk.Child(walk.Child(Walk.Root, walk.Program.FieldId("NextCursor")), walk.Program.FieldId("NextCursor.TopicName"));
        if (name >= 0 && !rights.Decide(Operation.Describe, ResourceType.Topic, walk.Utf8(name)).Allowed)
            edits.SetString(name, Seal(walk.Utf8(name)));
    }

    private static byte[] Seal(ReadOnlySpan<byte> name)
    {
        Span<byte> raw = new byte[NonceSize + name.Length + TagSize];
        RandomNumberGenerator.Fill(raw[..NonceSize]);
        using var cipher = new AesGcm(Key, TagSize);
        cipher.Encrypt(raw[..NonceSize], name, raw[NonceSize..^TagSize], raw[^TagSize..]);
        return [Mark, .. Base64Url.EncodeToUtf8(raw)];
    }

    private static byte[]? Open(ReadOnlySpan<byte> text)
    {
        if (!Base64Url.IsValid(text, out var size) || size < NonceSize + TagSize)
            return null;
        ReadOnlySpan<byte> raw = Base64Url.DecodeFromUtf8(text);
        var name = new byte[size - NonceSize - TagSize];
        using var cipher = new AesGcm(Key, TagSize);
        try
        {
            cipher.Decrypt(raw[..NonceSize], raw[NonceSize..^TagSize], raw[^TagSize..], name);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        return name;
    }
}
