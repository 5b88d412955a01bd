namespace Compliance.Benchmarks.Micro;

/// <summary>What waiting for the disk took.</summary>
/// <param name="PerSecond">Events.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="Most">Milliseconds.</param>
/// <param name="Micros">Of processor time, for each.</param>
internal sealed record StrictFigure(double PerSecond, double P50, double P99, double Most, double Micros)
{
    public static StrictFigure Of(List<double> waits, TimeSpan took, TimeSpan processor)
    {
        waits.Sort();
        return new StrictFigure(waits.Count / took.TotalSeconds, At(0.5), At(0.99), waits[^1], processor.TotalMicroseconds / waits.Count);
        double At(double part) => waits[(int)(part * (waits.Count - 1))];
    }
}
