namespace Compliance.Gateway.Registry;

/// <summary>The registry can't tell now; the message says why and holds nothing of its answer.</summary>
internal sealed class RegistryException(string message) : Exception(message);
