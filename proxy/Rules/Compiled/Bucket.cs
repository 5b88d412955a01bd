namespace Compliance.Rules.Compiled;

/// <summary>A number becomes the lower end of the bucket that it lies in. What is no number is emptied.</summary>
/// <param name="Step">Width of a bucket; above zero.</param>
/// <param name="Top">From here on all are this; null: no bound.</param>
public sealed record Bucket(decimal Step, decimal? Top) : Treatment(Technique.Generalise);
