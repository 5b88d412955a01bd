using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Keys;

/// <summary>
/// Turns what a key file or variable holds into key bytes: hexadecimal or base64 text, or raw bytes; at least 32 bytes of key either way, and what its use takes.
/// Error texts never hold a byte of it.
/// </summary>
internal static class KeyMaterial
{
    internal const int MaxBytes = 4096;
    private const int MinDistinct = 8;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    /// <summary>Null, and why, when the content makes no key.</summary>
    internal static byte[]? Read(ReadOnlySpan<byte> content, KeyUse use, out string error)
    {
        error = "";
        if (content.Length > MaxBytes)
            error = $"holds {content.Length} bytes, a key has at most {MaxBytes}";
        var key = error.Length == 0 ? Decode(content) : null;
        if (key is null)
            return null;
        key = WithoutEnvelope(key, use);
        if (key.Length < HmacKey.MinBytes)
            error = $"gives {key.Length} bytes of key, at least {HmacKey.MinBytes} are needed; make one with 32 random bytes in base64 or hexadecimal";
        else if (use == KeyUse.Siv && key.Length is not (32 or 48 or 64))
            error = $"gives {key.Length} bytes of key, and a token 'with: siv' takes 32, 48 or 64";
        else if (use is KeyUse.Encrypt or KeyUse.Gcm && key.Length != 32)
            error = $"gives {key.Length} bytes of key, and 'encrypt' takes 32";
        else if (use == KeyUse.Ff1 && key.Length != 32)
            error = $"gives {key.Length} bytes of key, and a token 'with: ff1' takes 32";
        else if (key.Distinct().Count() < MinDistinct)
            error = $"gives fewer than {MinDistinct} different bytes, which is no random key";
        if (error.Length == 0)
            return key;
        CryptographicOperations.ZeroMemory(key);
        return null;
    }

    /// <summary>
    /// Confluent's clients keep a data encryption key as Tink writes it: a message of one field, the key (number 3 of an AES-GCM key, 2 of an
    /// AES-SIV key), which no key of the right length can be taken for.
    /// </summary>
    private static byte[] WithoutEnvelope(byte[] key, KeyUse use)
    {
        var isEnvelope = (use, key) switch
        {
            (KeyUse.Gcm, [0x1A, 32, ..]) => key.Length == 2 + 32,
            (KeyUse.Siv, [0x12, 64, ..]) => key.Length == 2 + 64,
            _ => false,
        };
        if (!isEnvelope)
            return key;
        var inner = key.AsSpan(2).ToArray();
        CryptographicOperations.ZeroMemory(key);
        return inner;
    }

    // Text that decodes is taken as text even when it turns out too short: taking it as raw bytes would make half a key pass for one.
    private static byte[] Decode(ReadOnlySpan<byte> content)
    {
        var text = content.Trim(" \t\r\n"u8);
        if (text.Length > 0 && text.Length % 2 == 0 && text.IndexOfAnyExcept(HexDigits) < 0)
            return Convert.FromHexString(text);
        if (text.Length > 0 && Base64.IsValid(text))
        {
            var buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
            Base64.DecodeFromUtf8(text, buffer, out _, out var written);
            var key = buffer.AsSpan(0, written).ToArray();
            CryptographicOperations.ZeroMemory(buffer);
            return key;
        }

        return content.ToArray();
    }
}
