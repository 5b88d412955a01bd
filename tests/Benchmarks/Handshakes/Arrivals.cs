using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Compliance.Benchmarks.HeadToHead;
using Compliance.Benchmarks.Load;

namespace Compliance.Benchmarks.Handshakes;

/// <summary>
/// New connections, one behind the other on each of some threads: TCP, the TLS handshake, an ApiVersions request and its answer, which the
/// broker gives, and the end.
/// </summary>
internal static class Arrivals
{
    /// <param name="relay">Through which they come.</param>
    /// <param name="version">Of TLS.</param>
    /// <param name="resumes">Clients show the ticket of an earlier connection; else each is a new one.</param>
    /// <param name="count">Of connections.</param>
    /// <param name="threads">At the same time.</param>
    public static ArrivalFigure Run(Relay relay, SslProtocols version, bool resumes, int count, int threads)
    {
        byte[] frame = Frames.Versions();
        long certificate = relay.Certificate.RawData.Length;
        SslClientAuthenticationOptions options = Options(relay, version, resumes);
        int left = count;
        int resumed = 0;
        Exception? failure = null;
        double cpu = relay.CpuSeconds();
        long began = Stopwatch.GetTimestamp();
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(Come))];
        Array.ForEach(all, thread => thread.Start());
        Array.ForEach(all, thread => thread.Join());
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return failure is null
            ? new ArrivalFigure(relay.Name, count / seconds, (relay.CpuSeconds() - cpu) / count * 1000, (double)resumed / count)
            : throw new IOException($"A connection through {relay.Name} failed.", failure);

        void Come()
        {
            try
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    // A server that takes a session up sends no certificate, and next to nothing else before its tickets.
                    if (Connect(relay.TlsBootstrap, options, frame) < certificate)
                        Interlocked.Increment(ref resumed);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
            {
                failure = e;
            }
        }
    }

    /// <summary>Bytes of the handshake that came.</summary>
    private static long Connect(string address, SslClientAuthenticationOptions options, byte[] frame)
    {
        string[] parts = address.Split(':');
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
        var counted = new CountedStream(new NetworkStream(socket, ownsSocket: true));
        using var secure = new SslStream(counted);
        secure.AuthenticateAsClient(options);
        long came = counted.Came;
        secure.Write(frame);
        var answers = new Answers(secure);
        while (answers.Read() == 0)
        {
            // An answer in pieces.
        }

        return came;
    }

    private static SslClientAuthenticationOptions Options(Relay relay, SslProtocols version, bool resumes) => new()
    {
        TargetHost = "localhost",
        EnabledSslProtocols = version,
        AllowTlsResume = resumes,
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { relay.Certificate }, RevocationMode = X509RevocationMode.NoCheck },
    };
}
