namespace Compliance.Gateway.Login;

/// <summary>Where a SASL exchange stands behind a message of the client.</summary>
internal enum SaslOutcome
{
    /// <summary>The client has to answer.</summary>
    Continues,
    Proved,
    Refused,
}
