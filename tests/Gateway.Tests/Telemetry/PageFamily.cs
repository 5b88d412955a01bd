namespace Compliance.Gateway.Tests.Telemetry;

/// <summary>One family of a metrics page, with its samples in order.</summary>
internal sealed record PageFamily(string Name, string Type, string? Unit, string Help)
{
    public List<PageSample> Samples { get; } = [];
}
