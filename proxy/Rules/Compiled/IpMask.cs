namespace Compliance.Rules.Compiled;

/// <summary>Of an address the network stays, the rest is zero. What is no address is hidden whole.</summary>
/// <param name="V4">Bits of an IPv4 address that stay, at most 32.</param>
/// <param name="V6">Bits of an IPv6 address that stay, at most 128.</param>
public sealed record IpMask(int V4, int V6) : Treatment(Technique.Mask);
