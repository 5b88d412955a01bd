namespace Compliance.Gateway.Login.Passing;

/// <summary>
/// GSSAPI (RFC 4752): tokens of Kerberos, whose names only the broker's key opens. So all who come by it are one principal, which the settings
/// name. The broker answers with something for as long as the exchange goes on, and with nothing at its end.
/// </summary>
internal sealed class KerberosWatch(string user) : ISaslWatch
{
    /// <summary>Kerberos takes three, and one more where a side sends its part in pieces.</summary>
    private const int MaxMessages = 8;
    private int _asked;

    public string Mechanism => SaslMechanism.Kerberos;

    public bool IsGuessable => false;

    public WatchStep Asked(ReadOnlyMemory<byte> message) =>
        new(user, ++_asked > MaxMessages ? "The client's GSSAPI exchange has no end." : "");

    public SaslOutcome Answered(ReadOnlySpan<byte> answer) => answer.IsEmpty ? SaslOutcome.Proved : SaslOutcome.Continues;
}
