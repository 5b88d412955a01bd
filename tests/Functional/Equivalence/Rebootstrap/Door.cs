using System.Net;
using System.Net.Sockets;
using Compliance.Harness;

namespace Compliance.Functional.Equivalence.Rebootstrap;

/// <summary>
/// Where a client's bootstrap leads: an address that stays while what is behind it moves, as a name or a load balancer does. It counts who
/// comes. Thread-safe.
/// </summary>
internal sealed class Door : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _accepting;
    private volatile IPEndPoint _behind;
    private int _entered;

    public Door(string behind)
    {
        _behind = IPEndPoint.Parse(behind);
        Address = $"127.0.0.1:{FreePort.Next()}";
        _listener.Bind(IPEndPoint.Parse(Address));
        _listener.Listen(64);
        _accepting = Task.Run(AcceptAsync);
    }

    public string Address { get; }

    /// <summary>Connections that came in so far.</summary>
    public int Entered => Volatile.Read(ref _entered);

    /// <summary>From now on it leads here.</summary>
    public void LeadTo(string behind) => _behind = IPEndPoint.Parse(behind);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var passing = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stopping.Token);
                Interlocked.Increment(ref _entered);
                passing.Add(PassAsync(client, _behind));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            await Task.WhenAll(passing);
        }
    }

    private async Task PassAsync(Socket client, IPEndPoint behind)
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await server.ConnectAsync(behind, _stopping.Token);
            await using var one = new NetworkStream(client, ownsSocket: true);
            await using var other = new NetworkStream(server);
            await Task.WhenAny(one.CopyToAsync(other, _stopping.Token), other.CopyToAsync(one, _stopping.Token));
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
        {
            client.Dispose();
        }
    }
}
