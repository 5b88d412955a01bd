namespace Compliance.Gateway.Telemetry;

/// <summary>One series of a counter or gauge, as of now.</summary>
internal readonly record struct Sample(double Value, Labels Labels);
