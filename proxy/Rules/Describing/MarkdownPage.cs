using System.Text;

namespace Compliance.Rules.Describing;

/// <summary>Blocks as Markdown (CommonMark, with tables).</summary>
internal static class MarkdownPage
{
    private const string Special = "\\*_{}[]<>#+|~&";

    internal static void Write(IEnumerable<Block> blocks, TextWriter output)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case Heading heading:
                    output.WriteLine($"{new string('#', heading.Level)} {Text(heading.Text)}");
                    break;
                case Paragraph paragraph:
                    output.WriteLine(Text(paragraph.Text));
                    break;
                case Items items:
                    foreach (var text in items.Texts)
                        output.WriteLine($"- {Text(text)}");
                    break;
                case Grid grid:
                    output.WriteLine($"| {string.Join(" | ", grid.Columns)} |");
                    output.WriteLine($"|{string.Concat(grid.Columns.Select(_ => "---|"))}");
                    foreach (var row in grid.Rows)
                        output.WriteLine($"| {string.Join(" | ", row.Select(Text))} |");
                    break;
            }

            output.WriteLine();
        }
    }

    private static string Text(string text)
    {
        var escaped = new StringBuilder();
        var isName = false;
        foreach (var character in text)
        {
            isName ^= character == '`';
            // Within a table a bar ends the cell even in a name.
            if (character == '|' || (!isName && Special.Contains(character, StringComparison.Ordinal)))
                escaped.Append('\\');
            escaped.Append(char.IsControl(character) ? ' ' : character);
        }

        return escaped.ToString();
    }
}
