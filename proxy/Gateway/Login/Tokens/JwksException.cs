namespace Compliance.Gateway.Login.Tokens;

/// <summary>Why keys could not be had, in words that hold nothing of what the provider answered.</summary>
internal sealed class JwksException(string message) : Exception(message);
