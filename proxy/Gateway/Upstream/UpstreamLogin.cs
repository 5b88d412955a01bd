using System.Text;
using Compliance.Gateway.Session;
using Compliance.Gateway.Settings;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;
using FaultKind = Compliance.Gateway.Session.FaultKind;

namespace Compliance.Gateway.Upstream;

/// <summary>
/// What the proxy itself says on a fresh upstream connection: ApiVersions under the client's software name, so that brokers see the
/// client and not the proxy, and SASL/PLAIN where the cluster asks for a login.
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

    public static async Task LoginAsync(OwnLink link, LoginPlan login)
    {
        var chosen = await link.AskAsync(SaslHandshake, HandshakeVersion, Text("PLAIN"u8)).ConfigureAwait(false);
        if (new WireReader(chosen).Int16() is var refused and not 0)
            throw Refused(link, login, $"it does not take the mechanism PLAIN (error {refused})");
        var answer = await link.AskAsync(SaslAuthenticate, AuthenticateVersion, Token(login)).ConfigureAwait(false);
        if (new WireReader(answer).Int16() is var failed and not 0)
            throw Refused(link, login, $"it refuses the credentials (error {failed})");
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

    private static byte[] Text(ReadOnlySpan<byte> text)
    {
        var body = new byte[2 + text.Length];
        var writer = new WireWriter(body);
        writer.String(text, compact: false);
        return body;
    }

    /// <summary>Grammar: bytes auth = NUL user NUL password.</summary>
    private static byte[] Token(LoginPlan login)
    {
        var token = Encoding.UTF8.GetBytes($"\0{login.User}\0{login.Password}");
        var body = new byte[sizeof(int) + token.Length];
        var writer = new WireWriter(body);
        writer.Int32(token.Length);
        writer.Raw(token);
        return body;
    }

    private static FaultException Refused(OwnLink link, LoginPlan login, string how) => new(new Fault(FaultSide.Broker, FaultKind.LoginFailed,
        $"Broker {link.Broker} let the proxy not in ({login}): {how}. Mend the cluster's login in the settings."));
}
