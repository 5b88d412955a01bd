namespace Compliance.Gateway.Upstream.Tokens;

/// <summary>Why there is no token, in words that hold nothing of it, of a secret, or of what the provider answered.</summary>
internal sealed class TokenException(string message) : Exception(message);
