namespace Compliance.Gateway.Upstream;

/// <summary>What a client is told instead of a broker's address. <paramref name="Host"/> is UTF-8 and lives as long as the process.</summary>
internal readonly record struct AdvertisedAddress(ReadOnlyMemory<byte> Host, int Port);
