using System.Text.Json;

namespace Compliance.Protect.Formats.Json;

/// <summary>Scalars as JSON has them.</summary>
internal static class JsonScalar
{
    internal static ScalarKind KindOf(JsonTokenType type) => type switch
    {
        JsonTokenType.String => ScalarKind.Text,
        JsonTokenType.Number => ScalarKind.Number,
        _ => ScalarKind.Boolean,
    };

    /// <summary>The empty value of each type. Null says already that there is nothing.</summary>
    internal static ReadOnlySpan<byte> Empty(JsonTokenType type) => type switch
    {
        JsonTokenType.String => "\"\""u8,
        JsonTokenType.Number => "0"u8,
        JsonTokenType.True or JsonTokenType.False => "false"u8,
        JsonTokenType.StartObject => "{}"u8,
        JsonTokenType.StartArray => "[]"u8,
        _ => "null"u8,
    };
}
