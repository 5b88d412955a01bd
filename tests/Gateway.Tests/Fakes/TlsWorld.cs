using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Settings;
using Compliance.Gateway.Tls;
using Compliance.Harness;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>Authorities of a test: one vouches for the server, over another between them; one for clients.</summary>
internal sealed class TlsWorld : IDisposable
{
    private readonly List<IDisposable> _made = [];

    public TlsWorld()
    {
        ServerRoot = Keep(TestAuthority.Root("CN=Server Root"));
        Issuing = Keep(ServerRoot.Below());
        Server = Keep(Issuing.Server());
        ClientRoot = Keep(TestAuthority.Root("CN=Client Root"));
    }

    public TestAuthority ServerRoot { get; }
    public TestAuthority Issuing { get; }
    public TestIdentity Server { get; }
    public TestAuthority ClientRoot { get; }

    /// <summary>Disposed with the rest.</summary>
    public T Keep<T>(T made)
        where T : IDisposable
    {
        _made.Add(made);
        return made;
    }

    public TlsPlan Plan(bool? isRequired = null, PrincipalRules? rules = null, NameSource from = NameSource.Subject, CipherChoice? ciphers = null,
        X509RevocationMode revocation = X509RevocationMode.NoCheck)
    {
        var clients = isRequired is { } required
            ? new ClientTrust(required, [ClientRoot.Certificate], revocation, from, rules ?? PrincipalRules.Default) { NamesPrincipal = true }
            : null;
        return new TlsPlan(ServerCertificate.Read(System.Text.Encoding.UTF8.GetBytes(Server.Pem), [], null), ciphers: ciphers, clients: clients);
    }

    public void Dispose() => _made.ForEach(made => made.Dispose());
}
