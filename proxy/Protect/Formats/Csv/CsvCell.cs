namespace Compliance.Protect.Formats.Csv;

/// <summary>One cell of a line.</summary>
/// <param name="Start">Its first byte, the quote if it has one.</param>
/// <param name="End">Behind its last byte, that quote included.</param>
/// <param name="IsQuoted">Whether it has quotes.</param>
internal readonly record struct CsvCell(int Start, int End, bool IsQuoted);
