using System.Text.RegularExpressions;

namespace Compliance.House.Tests;

/// <summary>One file of the checkout; read when first asked for.</summary>
internal sealed partial class TextFile(string path)
{
    private readonly Lazy<string[]> _lines = new(() => File.ReadAllLines(System.IO.Path.Combine(Tree.Root, path)));

    /// <summary>Relative to the root, with slashes.</summary>
    public string Path => path;

    public string Folder => System.IO.Path.GetDirectoryName(path)!.Replace('\\', '/');

    public string Name => System.IO.Path.GetFileName(path);

    public string[] Lines => _lines.Value;

    public string Text => string.Join('\n', Lines);

    /// <summary>Lines of C# without comments and without what string literals on one line hold, so that a word in a sentence is not taken for code.</summary>
    public IEnumerable<(int Number, string Code)> CodeLines()
    {
        for (var i = 0; i < Lines.Length; i++)
            yield return (i + 1, Comment().Replace(Literal().Replace(Lines[i], "\"\""), ""));
    }

    /// <summary>The places where a pattern stands in code, each as <c>path:line: text</c>.</summary>
    public IEnumerable<string> Where(Regex pattern) =>
        CodeLines().Where(line => pattern.IsMatch(line.Code)).Select(line => $"{Path}:{line.Number}: {line.Code.Trim()}");

    [GeneratedRegex("""\$?"(?:[^"\\]|\\.)*"|@"(?:[^"]|"")*" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Literal();

    [GeneratedRegex(@"//.*$")]
    private static partial Regex Comment();
}
