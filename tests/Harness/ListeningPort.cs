using System.Net.Sockets;

namespace Compliance.Harness;

/// <summary>Whether a server that says nothing of it has begun to listen on this machine.</summary>
public static class ListeningPort
{
    public static async Task<bool> IsOpenAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
