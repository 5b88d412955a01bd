namespace Compliance.Benchmarks.Archive;

/// <summary>What an answer took: seconds by the wall and of processor time, its rows, and how many events fit.</summary>
internal sealed record QuestionFigure(double Elapsed, double Processor, int Rows, long Matching);
