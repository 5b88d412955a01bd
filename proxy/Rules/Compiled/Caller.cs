namespace Compliance.Rules.Compiled;

/// <summary>Who asks. One instance per session; equal callers share what is cached for them.</summary>
/// <param name="Principal">As Kafka writes it: <c>User:name</c>.</param>
/// <param name="Purpose">The purpose that the client has declared, by its name in the policy; null: none.</param>
/// <param name="Mechanism">The SASL mechanism by which the principal was proved; null: none.</param>
public sealed record Caller(string Principal, string? Purpose = null, string? Mechanism = null);
