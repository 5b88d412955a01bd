using Compliance.Protect.Formats;

namespace Compliance.Protect.Transforms;

/// <summary>What is left of a scalar where nothing of it may be: a reader that expects its kind still finds it.</summary>
internal static class RedactTransform
{
    internal static ReadOnlySpan<byte> Default(ScalarKind kind) => kind switch
    {
        ScalarKind.Number => "0"u8,
        ScalarKind.Boolean => "false"u8,
        _ => [],
    };
}
