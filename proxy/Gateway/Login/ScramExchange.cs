using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Compliance.Gateway.Login;

/// <summary>
/// SCRAM as its server (RFC 5802, RFC 7677), without channel binding.
/// <code>
/// First --client-first--> Final        answered with the joined nonce, the user's salt and iterations
/// Final --client-final--> proved       answered with what only one who keeps the user's keys can say
/// </code>
/// A user that does not exist is answered as one that does, with a salt that stays the same: only the proof fails, and it fails alike.
/// </summary>
internal sealed class ScramExchange(ScramKind kind, LoginAttempt attempt, string? nonce = null) : ISaslExchange
{
    private const int NonceBytes = 24;
    private readonly string _nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
    private ScramFirst? _first;
    private ScramCredential? _credential;
    private bool _isReal;
    private string _said = "";

    public string Mechanism => kind.Mechanism;

    public Task<SaslStep> NextAsync(ReadOnlyMemory<byte> message, CancellationToken cancel) =>
        _first is null ? BeginAsync(message, cancel) : Task.FromResult(End(message.Span));

    private async Task<SaslStep> BeginAsync(ReadOnlyMemory<byte> message, CancellationToken cancel)
    {
        if (ScramFirst.Parse(message.Span, out var problem) is not { } first)
            return SaslStep.Refused(null, problem);
        if (!await attempt.MayTryAsync(first.User, cancel).ConfigureAwait(false))
            return SaslStep.TooOften(first.User);
        (_credential, _isReal) = await attempt.Users.ScramOfAsync(first.User, kind, cancel).ConfigureAwait(false);
        _first = first;
        _said = string.Create(CultureInfo.InvariantCulture, $"r={first.Nonce}{_nonce},s={Convert.ToBase64String(_credential.Salt)},i={_credential.Iterations}");
        return SaslStep.Continues(Encoding.ASCII.GetBytes(_said), first.User);
    }

    private SaslStep End(ReadOnlySpan<byte> message)
    {
        var (first, credential) = (_first!, _credential!);
        if (ScramFinal.Parse(message) is not { } final)
            return SaslStep.Refused(first.User, "The last SCRAM message is not as RFC 5802 has it.");
        // Not the whole nonce, though Kafka 4 asks for that: librdkafka before 2.6.1 writes its own part twice. The proof covers what was written in any case.
        if (!final.Nonce.EndsWith(_nonce, StringComparison.Ordinal) || final.Header != first.Header)
            return SaslStep.Refused(first.User, "The last SCRAM message answers another exchange.");
        var exchanged = Encoding.UTF8.GetBytes($"{first.Bare},{_said},{final.WithoutProof}");
        if (!(credential.Proves(exchanged, final.Proof) & _isReal))
            return SaslStep.Refused(first.User, $"Unknown user, wrong password, or a user without {kind}.");
        return SaslStep.Proved(Encoding.ASCII.GetBytes("v=" + Convert.ToBase64String(kind.Hmac(credential.ServerKey, exchanged))), first.User);
    }
}
