namespace Compliance.Gateway.Settings;

/// <summary>A policy file as it was read: what is kept of it as evidence.</summary>
/// <param name="Name">In its folder.</param>
/// <param name="Id">Of the policy.</param>
/// <param name="Sha256">Of the bytes, hexadecimal.</param>
/// <param name="Bytes">Not to be changed.</param>
internal sealed record PolicySource(string Name, string Id, string Sha256, ReadOnlyMemory<byte> Bytes);
