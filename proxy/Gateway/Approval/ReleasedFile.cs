namespace Compliance.Gateway.Approval;

/// <summary>A policy file as people sign it.</summary>
/// <param name="Name">In its folder: the order of names is the order in which equal rules are settled.</param>
/// <param name="Policy">Its id.</param>
/// <param name="Sha256">Of its bytes, hexadecimal.</param>
internal sealed record ReleasedFile(string Name, string Policy, string Sha256);
