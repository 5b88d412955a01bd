namespace Compliance.Gateway.Login;

/// <summary>
/// The server's side of one client's proof by one SASL mechanism. One for a connection; not thread-safe. A message is the reader's and
/// valid until the step has ended; nothing of it is kept.
/// </summary>
internal interface ISaslExchange
{
    /// <summary>As SASL registers it.</summary>
    string Mechanism { get; }

    /// <summary>What the client's next message leads to. Not asked again once it has been <see cref="SaslOutcome.Proved"/> or <see cref="SaslOutcome.Refused"/>.</summary>
    Task<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken cancel);
}
