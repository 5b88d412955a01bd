namespace Compliance.Gateway.Kms;

/// <summary>What a key management service can't do. The message goes on from its name, says how to mend it, and holds nothing of a key or token.</summary>
/// <param name="message">What, where, how to mend it.</param>
/// <param name="isAway">It did not decide: it can't be reached, is sealed or busy. Else it has refused.</param>
internal sealed class KmsException(string message, bool isAway = false) : Exception(message)
{
    public bool IsAway => isAway;
}
