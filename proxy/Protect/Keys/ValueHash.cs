using System.Text;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Keys;

/// <summary>
/// What the technique <c>hash</c> writes in place of a value, made outside the data path: for an auditor who has the value and looks for its
/// trace. Command line only.
/// </summary>
public static class ValueHash
{
    /// <summary>HMAC-SHA-256 as <see cref="HmacKey"/> has it; null, and why, when the key can't be read.</summary>
    /// <param name="source">Where the key is.</param>
    /// <param name="class">Name of the data class.</param>
    /// <param name="value">The scalar, unescaped.</param>
    /// <param name="problem">Holds no byte of key or value.</param>
    public static byte[]? Of(KeySource source, string @class, string value, out string problem)
    {
        var problems = new List<Problem>();
        var material = KeyFile.Read(new KeyReference(@class, source, default), problems);
        problem = problems.FirstOrDefault(found => found.Severity == Severity.Error)?.Text ?? "";
        if (material is null)
            return null;
        using var key = new HmacKey(material);
        var hash = new byte[HmacKey.HashBytes];
        key.Hash(Encoding.UTF8.GetBytes(@class), Encoding.UTF8.GetBytes(value), hash);
        return hash;
    }
}
