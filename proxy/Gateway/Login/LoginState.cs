using System.Collections.Immutable;
using System.Text;
using Compliance.Gateway.Session;
using Compliance.Rules.Compiled;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Login;

/// <summary>
/// One login of a client: how far it is, and what it comes to in the session, the evidence and the client's eyes, wherever it is proved. Owner:
/// a <see cref="Handshake"/> and its <see cref="IProof"/>, of which one runs at a time.
/// </summary>
internal sealed class LoginState(
    SessionState session,
    EarlyClient client,
    SessionEvents events,
    Func<string, bool, bool> isStrict,
    ImmutableArray<string> offered,
    TimeProvider time)
{
    public const short AuthenticationFailed = 58;
    private const short UnsupportedMechanism = 33;

    public EarlyClient Client => client;

    /// <summary>The mechanisms that clients may choose from.</summary>
    public ImmutableArray<string> Offered => offered;

    /// <summary>By what the connection began, where a client proves itself again (KIP-368); null: it is new.</summary>
    public string? Before { get; } = session.Mechanism;

    /// <summary>Who the client is until it has proved more.</summary>
    public string Principal => session.Principal;

    public LoginStage Stage { get; set; } = session.Mechanism is null ? LoginStage.First : LoginStage.Versions;

    /// <summary>What follows is bare tokens, as behind SaslHandshake v0.</summary>
    public bool IsBare { get; private set; }

    /// <summary>The client has been told words of its mechanism; the refusal itself follows.</summary>
    public Fault? Refusal { get; private set; }

    /// <summary>The client was answered with a refusal, which it should get to read before the connection closes.</summary>
    public bool HasRefused { get; set; }

    public static string PrincipalOf(string user) => "User:" + user;

    public static Fault Failed(string text) => new(FaultSide.Client, FaultKind.AuthenticationFailed, text);

    /// <summary>A mechanism was taken.</summary>
    public void Chosen(EarlyRequest ask) => (IsBare, Stage) = (ask.Version == 0, LoginStage.Token);

    /// <summary>Words of the mechanism say no; what the client sends next is answered with the refusal.</summary>
    public void Refuse(Fault refusal) => (Refusal, Stage) = (refusal, LoginStage.Refused);

    /// <summary>The client is who it says. Null: there is evidence of it, and it may hear.</summary>
    public async ValueTask<Fault?> ProvedAsync(string principal, string mechanism, LoginFacts? facts, TimeSpan? life)
    {
        session.Proved(principal, mechanism, facts, life, time);
        if (!await events.AuthenticatedAsync(session, mechanism, isStrict(principal, false)).ConfigureAwait(false))
            return FrameFault.EvidenceUnwritable();
        Stage = LoginStage.Done;
        return null;
    }

    /// <summary>Evidence that a client is refused; it is so whether or not that could be recorded, but does not hear of it before.</summary>
    public async ValueTask RecordAsync(string mechanism, string claimed, string reason, short error) =>
        await events.NotAuthenticatedAsync(session, mechanism, claimed, reason, error, isStrict(claimed, true)).ConfigureAwait(false);

    /// <summary>A mechanism that is not for this client: error 33, with those there are.</summary>
    public async ValueTask<Fault> RefuseMechanismAsync(EarlyRequest ask, string reason)
    {
        await RecordAsync("", Principal, reason, UnsupportedMechanism).ConfigureAwait(false);
        await client.AnswerAsync(ask, LocalAnswer.SaslHandshake(UnsupportedMechanism, offered)).ConfigureAwait(false);
        HasRefused = true;
        return Failed(reason);
    }

    /// <summary>Error 58 in a broker's words and with the look-up id; behind a bare token there is no way to say it.</summary>
    public async ValueTask<Fault> FailAsync(Fault fault, EarlyRequest? ask)
    {
        if (ask is null)
            return fault;
        var words = Encoding.UTF8.GetBytes($"Authentication failed: invalid credentials ({fault.LookupId})");
        await client.AnswerAsync(ask, LocalAnswer.SaslAuthenticate(ask.Version, AuthenticationFailed, words, [])).ConfigureAwait(false);
        HasRefused = true;
        return fault;
    }
}
