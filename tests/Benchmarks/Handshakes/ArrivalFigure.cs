namespace Compliance.Benchmarks.Handshakes;

/// <summary>One run of new connections.</summary>
/// <param name="Relay">Through which.</param>
/// <param name="Rate">Connections a second.</param>
/// <param name="CpuMillis">The relay's processor time for each.</param>
/// <param name="Resumed">The share that took a session up.</param>
internal sealed record ArrivalFigure(string Relay, double Rate, double CpuMillis, double Resumed);
