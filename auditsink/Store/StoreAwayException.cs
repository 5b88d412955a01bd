namespace Compliance.Store;

/// <summary>The store did not answer, or not with yes or no: the same call again may do. What was asked for may have been done or not.</summary>
public sealed class StoreAwayException(string message, Exception inner) : IOException(message, inner);
