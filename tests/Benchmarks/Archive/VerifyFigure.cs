namespace Compliance.Benchmarks.Archive;

/// <summary>What verifying an archive took.</summary>
/// <param name="Rows">Events.</param>
/// <param name="PerSecond">Events, by the wall.</param>
/// <param name="Micros">Of processor time, for each.</param>
/// <param name="BytesEach">Of the files.</param>
internal sealed record VerifyFigure(long Rows, double PerSecond, double Micros, double BytesEach);
