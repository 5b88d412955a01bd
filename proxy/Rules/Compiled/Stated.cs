namespace Compliance.Rules.Compiled;

/// <summary>What a request says of itself that rules ask for.</summary>
/// <param name="Purpose">The purpose that is stated, be it that it does not count for who states it; null: none.</param>
/// <param name="ClientIds">What its client id fits; null: nothing that a rule names.</param>
public readonly record struct Stated(string? Purpose, ClientIdMarks? ClientIds = null);
