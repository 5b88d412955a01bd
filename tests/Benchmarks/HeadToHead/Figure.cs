namespace Compliance.Benchmarks.HeadToHead;

/// <summary>One run of a tool through a relay.</summary>
/// <param name="Relay">Its name.</param>
/// <param name="Work">produce or consume.</param>
/// <param name="Rate">MB of 2^20 bytes a second, as the tool says.</param>
/// <param name="CpuPerGb">Seconds of the relay's processor time for 10^9 bytes of values.</param>
internal sealed record Figure(string Relay, string Work, double Rate, double CpuPerGb);
