using System.Text;

namespace Compliance.Fuzz.Policy;

/// <summary>What YAML is made of, beside the words of a language written in it.</summary>
internal static class YamlWords
{
    private static readonly string[] Common =
    [
        "\n", "\n  ", "\n    - ", ": ", ", ", "{", "}", "[", "]", "\"", "'", "\\", "\\x4", "\\u12", "\\UFFFFFFFF", "- ", "? ", "&a ", "*a", "!t ", "!!int ", "<<: ", "| ", ">-\n", "---\n", "...\n", "%YAML 1.2\n",
        "%TAG ! x\n", "# ", "\t", "\0", "\u00a0", "\u2028", "\ufeff", "null", "~", "true", "0x1F", "-1", "99999999999999999999", "1e999", "2026-01-01", ".inf", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{a: {a: {a: {a: {a: ",
    ];

    public static IReadOnlyList<byte[]> Of(params string[] words) => [.. Common.Concat(words).Select(Encoding.UTF8.GetBytes)];
}
