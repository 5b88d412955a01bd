using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Compliance.Benchmarks.Load;

/// <summary>Opens a connection of the load: blocking, as each has its own thread.</summary>
internal static class Door
{
    /// <summary><paramref name="trusted"/> null: in plain.</summary>
    public static Stream Open(string address, X509Certificate2? trusted)
    {
        string[] parts = address.Split(':');
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        var plain = new NetworkStream(socket, ownsSocket: true);
        if (trusted is null)
            return plain;
        var secure = new SslStream(plain);
        secure.AuthenticateAsClient(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { trusted }, RevocationMode = X509RevocationMode.NoCheck },
        });
        return secure;
    }
}
