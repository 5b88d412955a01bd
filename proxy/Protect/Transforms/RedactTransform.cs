using System.Text.Json;

namespace Compliance.Protect.Transforms;

/// <summary>
/// The empty value of each JSON type: a reader that expects the type still finds it. Null says already that there is nothing.
/// </summary>
internal static class RedactTransform
{
    internal static ReadOnlySpan<byte> Default(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "\"\""u8,
        JsonTokenType.Number => "0"u8,
        JsonTokenType.True or JsonTokenType.False => "false"u8,
        JsonTokenType.StartObject => "{}"u8,
        JsonTokenType.StartArray => "[]"u8,
        _ => "null"u8,
    };
}
