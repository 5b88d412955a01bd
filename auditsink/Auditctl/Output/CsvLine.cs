namespace Compliance.Auditctl.Output;

/// <summary>
/// Lines of CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe in front: client ids and the like are chosen
/// by those whom the auditor looks at.
/// </summary>
internal static class CsvLine
{
    public static void Write(IEnumerable<string> cells, TextWriter output)
    {
        output.Write(string.Join(',', cells));
        output.Write("\r\n");
    }

    /// <summary>A cell of text; numbers need none of this.</summary>
    public static string Text(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
