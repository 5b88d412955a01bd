using System.Text;
using Compliance.Gateway.Login.Tokens;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Upstream.Tokens;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// What the proxy itself says on an upstream connection: ApiVersions under the client's software name, so that brokers see the
/// client and not the proxy, and the login of an account: PLAIN, SCRAM or OAUTHBEARER.
/// </summary>
internal static class UpstreamLogin
{
    private const short SoftwareVersion = 3;
    private const short HandshakeVersion = 1;
    private const short AuthenticateVersion = 1;
    private static readonly ApiRow ApiVersions = ApiTable.Find(18)!;
    private static readonly ApiRow SaslHandshake = ApiTable.Find(17)!;
    private static readonly ApiRow SaslAuthenticate = ApiTable.Find(36)!;

    /// <summary>The broker's answer, and the version of the answer's body: 0 from a broker that does not know v3.</summary>
    public static async Task<(byte[] Body, short Version)> AskVersionsAsync(OwnLink link, Software software)
    {
        var body = await link.AskAsync(ApiVersions, SoftwareVersion, SoftwareBody(software)).ConfigureAwait(false);
        if (new WireReader(body).Int16() != LocalAnswer.UnsupportedVersion)
            return (body, SoftwareVersion);
        return (await link.AskAsync(ApiVersions, 0, default).ConfigureAwait(false), 0);
    }

    /// <summary>
    /// Logs in, for the first time on a connection or anew. Throws <see cref="FaultException"/> where the broker refuses, or is not who it should
    /// be, and <see cref="TokenException"/>, with nothing said yet, where there is no token.
    /// </summary>
    public static async Task<LoginTerm> LoginAsync(IOwnRequests link, Account account, TimeProvider time, CancellationToken cancel)
    {
        var token = account.Tokens is { } tokens ? await tokens.GetAsync(cancel).ConfigureAwait(false) : null;
        var from = time.GetTimestamp();
        var login = account.Plan;
        var chosen = await link.AskAsync(SaslHandshake, HandshakeVersion, Text(login.Mechanism)).ConfigureAwait(false);
        if (new WireReader(chosen).Int16() is var refused and not 0)
            throw Refused(link, login, $"it does not take the mechanism {login.Mechanism} (error {refused})");
        if (token is not null)
            return LoginTerm.Of(await ByTokenAsync(link, login, token).ConfigureAwait(false), from, time);
        if (account.Secret is { } secret)
            return LoginTerm.Of(await ByScramAsync(link, login, secret).ConfigureAwait(false), from, time);
        return LoginTerm.Of((await AuthenticateAsync(link, login, Encoding.UTF8.GetBytes($"\0{login.User}\0{login.Password}")).ConfigureAwait(false)).LifetimeMs, from, time);
    }

    private static async Task<long> ByScramAsync(IOwnRequests link, LoginPlan login, ScramSecret secret)
    {
        var scram = new ScramLogin(secret);
        var (challenge, _) = await AuthenticateAsync(link, login, scram.First()).ConfigureAwait(false);

        // What a password takes to be proved is not for the thread of a socket.
        var (final, problem) = await Task.Run(() => (scram.Final(challenge, out var why), why)).ConfigureAwait(false);
        var (last, lifetimeMs) = await AuthenticateAsync(link, login, final ?? throw Refused(link, login, problem)).ConfigureAwait(false);
        return scram.IsProvedBy(last) ? lifetimeMs : throw Refused(link, login, "it does not prove that it knows the user's password, so it is not taken for the broker");
    }

    private static async Task<long> ByTokenAsync(IOwnRequests link, LoginPlan login, string token)
    {
        var (said, lifetimeMs) = await AuthenticateAsync(link, login, BearerLogin.First(token, login.Tokens!.Extensions)).ConfigureAwait(false);
        if (said.Length == 0)
            return lifetimeMs;

        // It has said why not, and refuses once it has heard that this was understood.
        var why = BearerLogin.Why(said);
        try
        {
            await AuthenticateAsync(link, login, BearerMessage.Understood.ToArray()).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException or FaultException)
        {
            // The way in which it ends the login is its own.
        }

        throw Refused(link, login, $"it does not take the token ({why}): look at its audience, scope and issuer, and at what the listener's sasl.oauthbearer settings want");
    }

    /// <summary>One message, and the broker's. Grammar of the answer: int16 error, nullable string message, bytes auth, [v1+: int64 lifetime].</summary>
    private static async Task<(byte[] Said, long LifetimeMs)> AuthenticateAsync(IOwnRequests link, LoginPlan login, byte[] message)
    {
        var answer = await link.AskAsync(SaslAuthenticate, AuthenticateVersion, Bytes(message)).ConfigureAwait(false);
        if (new WireReader(answer).Int16() is var failed and not 0)
            throw Refused(link, login, $"it refuses the credentials (error {failed})");
        return Said(answer) ?? throw OwnFrame.Broken(link.Broker, SaslAuthenticate, "its answer is malformed");
    }

    private static (byte[] Said, long LifetimeMs)? Said(byte[] answer)
    {
        var reader = new WireReader(answer);
        reader.Int16();
        reader.ClassicString(out _);
        reader.ClassicBytes(out var said);
        var lifetimeMs = reader.Int64();
        return reader.Failed ? null : (said.ToArray(), lifetimeMs);
    }

    /// <summary>Grammar: compact string client_software_name, compact string client_software_version, tags.</summary>
    private static byte[] SoftwareBody(Software software)
    {
        var (name, version) = (Encoding.UTF8.GetBytes(software.Name), Encoding.UTF8.GetBytes(software.Version));
        var body = new byte[name.Length + version.Length + 11];
        var writer = new WireWriter(body);
        writer.String(name, compact: true);
        writer.String(version, compact: true);
        writer.UVarint(0);
        return body[..writer.Position];
    }

    private static byte[] Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var body = new byte[2 + utf8.Length];
        var writer = new WireWriter(body);
        writer.String(utf8, compact: false);
        return body;
    }

    /// <summary>Grammar: bytes auth.</summary>
    private static byte[] Bytes(byte[] message)
    {
        var body = new byte[sizeof(int) + message.Length];
        var writer = new WireWriter(body);
        writer.Int32(message.Length);
        writer.Raw(message);
        return body;
    }

    /// <summary>No token, no login: nobody gets through without one.</summary>
    public static Fault NoToken(ClusterPlan cluster, string why) => new(FaultSide.Broker, FaultKind.LoginFailed,
        $"The proxy can't log in at the brokers of cluster {cluster.Name}, since no token is to be had from {why}.", Retriable: true);

    private static FaultException Refused(IOwnRequests link, LoginPlan login, string how) => new(new Fault(FaultSide.Broker, FaultKind.LoginFailed,
        $"Broker {link.Broker} let the proxy not in ({login}): {how}. Mend that login in the settings, or the account at the brokers."));
}
