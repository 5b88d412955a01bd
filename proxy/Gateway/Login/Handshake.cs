using Compliance.Gateway.Session;

namespace Compliance.Gateway.Login;

/// <summary>
/// The order of a login, whoever judges it (<see cref="IProof"/>). Runs on a connection's first frames, before its loops, and between two frames
/// of the RequestLoop where a client proves itself again (KIP-368: <see cref="LoginState.Before"/> is set then). One frame at a time.
/// <code>
/// First --ApiVersions--> Versions          (once; a version that is not served, error 35, and an unfit request, error 42, do not count)
/// First, Versions --SaslHandshake--> Token            a mechanism that is not offered: error 33, close
/// Token --SaslAuthenticate, proved--> Done            more to say: --> Token      not proved: error 58, close
///       --refused with words of the mechanism--> Refused --SaslAuthenticate--> error 58, close
/// anything else: close, as a broker does
/// </code>
/// After SaslHandshake v0, tokens come bare (int32 size, token), and so do answers: there is no way to say error 58, so the connection closes.
/// Again: begins at Versions; another mechanism, or another principal than before, is not proved.
/// </summary>
internal sealed class Handshake(LoginState login, IProof proof, CancellationToken cancel)
{
    /// <summary>Null: the session's principal is proved.</summary>
    public async Task<Fault?> RunAsync()
    {
        try
        {
            while (login.Stage != LoginStage.Done)
            {
                var fault = await login.Client.ReadAsync().ConfigureAwait(false);
                fault ??= login.IsBare ? await proof.ProveAsync(login.Client.Content, null).ConfigureAwait(false) : await TakeAsync().ConfigureAwait(false);
                if (fault is not null)
                    return login.Refusal ?? fault;
                login.Client.Consume();
            }

            return null;
        }
        catch (Exception) when (login.Refusal is not null)
        {
            // However the client took it.
            return login.Refusal;
        }
    }

    private async ValueTask<Fault?> TakeAsync()
    {
        if (login.Client.Parse(out var ask) is { } fault)
            return fault;
        switch (ask!.ApiKey, login.Stage)
        {
            case (ClientSoftware.ApiKey, LoginStage.First):
                var (told, unknown) = await login.Client.AnswerVersionsAsync(ask, proof.EndsHere, cancel).ConfigureAwait(false);
                if (told)
                    login.Stage = LoginStage.Versions;
                return unknown;
            case (LocalAnswer.SaslHandshakeKey, LoginStage.First or LoginStage.Versions) when ask.Known:
                return await proof.ChooseAsync(ask).ConfigureAwait(false);
            case (LocalAnswer.SaslAuthenticateKey, LoginStage.Token or LoginStage.Refused) when ask.Known:
                return await proof.ProveAsync(ask.Token, ask).ConfigureAwait(false);
            case (_, LoginStage.Refused):
                return login.Refusal;
            default:
                await login.RecordAsync("", login.Principal, "A request came before authentication.", error: 0).ConfigureAwait(false);
                return LoginState.Failed($"{ask.Api?.Name ?? "An unknown API"} came before the client had authenticated: let it use security.protocol SASL_PLAINTEXT (SASL_SSL where the listener has 'tls') and sasl.mechanism {string.Join(" or ", login.Offered)}.");
        }
    }
}
