using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Edge;

/// <summary>
/// One listening port. Owner: a route. Accepts and hands over, and never waits for what it handed over. When a connection can't be
/// accepted (no file descriptors left), it says so, once in a while, and tries again soon: connections that wait in the backlog are
/// served then.
/// Never with SocketOptionName.ReuseAddress, which on Linux sets SO_REUSEPORT too: a second process could take half of the traffic.
/// </summary>
internal sealed class Listener : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Socket _socket;
    private volatile bool _isStopped;

    /// <summary>Binds and listens: throws <see cref="SocketException"/> where the port is taken.</summary>
    public Listener(IPAddress address, int port, int backlog)
    {
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // As everywhere else: all addresses are those of both families.
            if (address.Equals(IPAddress.IPv6Any))
                _socket.DualMode = true;
            _socket.Bind(new IPEndPoint(address, port));
            _socket.Listen(backlog);
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>Set when the loop is started; not any more when it has ended, whatever ended it.</summary>
    public bool IsAccepting { get; set; }

    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>Runs until <see cref="Dispose"/>.</summary>
    public async Task AcceptLoopAsync(string route, Action<Socket> accepted, Complaint complaint, TimeProvider time, ILogger log)
    {
        try
        {
            await AcceptAsync(route, accepted, complaint, time, log).ConfigureAwait(false);
        }
        finally
        {
            IsAccepting = false;
        }
    }

    public void Dispose()
    {
        _isStopped = true;
        _socket.Dispose();
    }

    private async Task AcceptAsync(string route, Action<Socket> accepted, Complaint complaint, TimeProvider time, ILogger log)
    {
        while (!_isStopped)
        {
            try
            {
                accepted(await _socket.AcceptAsync().ConfigureAwait(false));
            }
            catch (SocketException e) when (!_isStopped)
            {
                // A client that has gone again is no failure of ours.
                if (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
                    continue;
                if (complaint.MayBeMade(out var times))
                    log.AcceptFailed(route, e.SocketErrorCode.ToString(), times);
                await Task.Delay(Pause, time).ConfigureAwait(false);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
