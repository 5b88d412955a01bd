using System.Net;

namespace Compliance.Rules.Describing;

/// <summary>Blocks as one HTML file that needs no other.</summary>
internal static class HtmlPage
{
    private const string Style = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}code{background:#eee;padding:0 .2em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}";

    internal static void Write(string title, IEnumerable<Block> blocks, TextWriter output)
    {
        output.WriteLine($"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Text(title)}</title><style>{Style}</style></head><body>");
        foreach (var block in blocks)
        {
            switch (block)
            {
                case Heading heading:
                    output.WriteLine($"<h{heading.Level}>{Text(heading.Text)}</h{heading.Level}>");
                    break;
                case Paragraph paragraph:
                    output.WriteLine($"<p>{Text(paragraph.Text)}</p>");
                    break;
                case Items items:
                    output.WriteLine($"<ul>\n{string.Join('\n', items.Texts.Select(text => $"<li>{Text(text)}</li>"))}\n</ul>");
                    break;
                case Grid grid:
                    output.WriteLine($"<table>\n<tr>{Cells("th", grid.Columns)}</tr>\n{string.Join('\n', grid.Rows.Select(row => $"<tr>{Cells("td", row)}</tr>"))}\n</table>");
                    break;
            }
        }

        output.WriteLine("</body></html>");
    }

    private static string Cells(string kind, IEnumerable<string> texts) => string.Concat(texts.Select(text => $"<{kind}>{Text(text)}</{kind}>"));

    /// <summary>What stands between backticks is a name.</summary>
    private static string Text(string text) =>
        string.Concat(text.Split('`').Select((part, i) => i % 2 == 0 ? WebUtility.HtmlEncode(part) : $"<code>{WebUtility.HtmlEncode(part)}</code>"));
}
