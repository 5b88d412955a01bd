namespace Compliance.Signing;

/// <summary>A key or a name that nothing can be signed or checked with, in words for who gave it: what, where, and how to mend it.</summary>
public sealed class SigningException(string message, Exception? inner = null) : Exception(message, inner);
