namespace Compliance.Gateway.Approval;

/// <summary>What somebody wanted to sign, approve or put back, and may not; in words for him, with how to mend it.</summary>
internal sealed class RefusedException(string message) : Exception(message);
