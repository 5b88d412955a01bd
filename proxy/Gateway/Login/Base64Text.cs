namespace Compliance.Gateway.Login;

/// <summary>Bytes that users files and SCRAM's messages write in base 64.</summary>
internal static class Base64Text
{
    /// <summary>Null: it is no base 64, or of another length in bytes.</summary>
    public static byte[]? Read(string text, int min = 0, int max = int.MaxValue)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var count) && count >= min && count <= max ? bytes[..count] : null;
    }
}
