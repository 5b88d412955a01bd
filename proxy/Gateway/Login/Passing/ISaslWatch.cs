namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// What the proxy learns of one exchange by one SASL mechanism that goes on to a broker: who the client says it is, and whether the broker
/// has let it in. It proves nothing itself. One for a login; not thread-safe. A message is valid for the call; nothing secret of it is kept.
/// </summary>
internal interface ISaslWatch
{
    /// <summary>As SASL registers it.</summary>
    string Mechanism { get; }

    /// <summary>Somebody may try what another's password is.</summary>
    bool IsGuessable { get; }

    /// <summary>The client's next message, before it goes on. Not asked again once the exchange does not continue.</summary>
    WatchStep Asked(ReadOnlyMemory<byte> message);

    /// <summary>Where the exchange stands behind the broker's answer to it, which tells of no error. <see cref="SaslOutcome.Refused"/>: in words of the mechanism.</summary>
    SaslOutcome Answered(ReadOnlySpan<byte> answer);
}
