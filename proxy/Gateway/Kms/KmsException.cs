namespace Compliance.Gateway.Kms;

/// <summary>What a key management service can't do. The message goes on from its name, says how to mend it, and holds nothing of a key or token.</summary>
internal sealed class KmsException(string message) : Exception(message);
