namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>One sample of a metrics page.</summary>
internal sealed record PageSample(string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    public string? this[string label] => Labels.GetValueOrDefault(label);
}
