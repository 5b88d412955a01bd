namespace Compliance.Protect.Formats;

/// <summary>What a scalar is, in whatever way its format writes it.</summary>
internal enum ScalarKind : byte
{
    /// <summary>As UTF-8, unescaped.</summary>
    Text,

    /// <summary>As JSON writes one.</summary>
    Number,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,
}
