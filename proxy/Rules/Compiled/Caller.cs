using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Compiled;

/// <summary>Who asks, what for and when. Equal callers share what is cached for them.</summary>
/// <param name="Principal">As Kafka writes it: <c>User:name</c>.</param>
/// <param name="Purpose">The purpose that is stated, by its name in the policy; null: none. It counts only for the people who may.</param>
/// <param name="Mechanism">The SASL mechanism by which the principal was proved; null: none.</param>
/// <param name="Login">What else the login has proved; null: nothing.</param>
/// <param name="From">The networks from which the connection comes; null: none that a policy names.</param>
/// <param name="ClientIds">What the client id of the request fits; null: nothing that a policy names.</param>
/// <param name="Open">The hours that are open as he asks; null: no policy names any.</param>
/// <param name="Opened">What break-glass grants open to him; null: nothing.</param>
public sealed record Caller(
    string Principal, string? Purpose = null, string? Mechanism = null, LoginFacts? Login = null, SourceNetworks? From = null, ClientIdMarks? ClientIds = null, OpenHours? Open = null,
    OpenedAccess? Opened = null);
