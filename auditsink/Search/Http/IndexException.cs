namespace Compliance.Search.Http;

/// <summary>The index did not give what was asked of it, and nobody waits any longer. The message says what to do.</summary>
internal sealed class IndexException(string message) : IOException(message);
