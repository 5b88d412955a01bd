using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Compliance.Harness.Broker.Apis;
using Compliance.Kafka.Schema;

namespace Compliance.Harness.Broker;

/// <summary>
/// One broker of a <see cref="FakeCluster"/>. Like Kafka's own it handles the requests of a connection one by one and answers in their
/// order, answers an unknown version of ApiVersions in version 0, and closes the connection on any other request it can't read.
/// Every request is kept in <see cref="Requests"/>. Thread-safe.
/// </summary>
public sealed class FakeBroker : IAsyncDisposable
{
    private readonly ConcurrentDictionary<short, ConcurrentQueue<FakeAnswer>> _scripts = new();
    private readonly ConcurrentDictionary<short, (short Min, short Max)> _versions = new();
    private readonly ConcurrentQueue<FakeRequest> _requests = new();
    private readonly ConcurrentDictionary<Socket, Task> _connections = new();
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly ConcurrentQueue<(string Name, SslProtocols Version, string? Subject)> _handshakes = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private CancellationTokenSource _stop = new();
    private int _accepted;

    internal FakeBroker(FakeCluster cluster, int nodeId) => (Cluster, NodeId) = (cluster, nodeId);

    public FakeCluster Cluster { get; }

    public int NodeId { get; }

    /// <summary>The same through every stop and start.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Everything that was asked, in the order of arrival.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>The client id whose requests are answered as usual, whatever is scripted: a proxy's own questions come when it likes.</summary>
    public string? Spared { get; set; }

    /// <summary>With it every connection from now on begins with a TLS handshake; null: in plain.</summary>
    public SslServerAuthenticationOptions? Tls { get; set; }

    /// <summary>Of each handshake that was agreed: the name that was asked for, the version, and the subject that the client has shown (null: none).</summary>
    public IReadOnlyList<(string Name, SslProtocols Version, string? Subject)> Handshakes => [.. _handshakes];

    public int OpenConnections => _connections.Count;

    /// <summary>Connections accepted so far.</summary>
    public int AcceptedConnections => Volatile.Read(ref _accepted);

    /// <summary>What it does with the next requests of an API, one answer for each; after them it answers as usual.</summary>
    public void Script(short apiKey, params FakeAnswer[] answers)
    {
        var queue = _scripts.GetOrAdd(apiKey, _ => new ConcurrentQueue<FakeAnswer>());
        foreach (var answer in answers)
            queue.Enqueue(answer);
    }

    /// <summary>Offers other versions of an API than all that are known, as an older broker does; max -1 leaves the API out.</summary>
    public void Offer(short apiKey, short min, short max) => _versions[apiKey] = (min, max);

    /// <summary>The versions it offers, or null for an API that it does not.</summary>
    public (short Min, short Max)? Offered(short apiKey)
    {
        if (_versions.TryGetValue(apiKey, out var limited))
            return limited.Max < 0 ? null : limited;
        return ApiTable.Find(apiKey) is { } api && FakeApis.Knows(apiKey) ? (api.MinVersion, api.MaxVersion) : null;
    }

    /// <summary>Listens (again) at <see cref="Port"/>.</summary>
    public Task StartAsync()
    {
        _stop = new CancellationTokenSource();
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(512);
        _accepting = AcceptAsync(_listener, _stop.Token);
        return Task.CompletedTask;
    }

    /// <summary>Stops listening and cuts all connections, as a crash does.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        foreach (var (socket, task) in _connections)
        {
            socket.Close(0);
            await task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
        if (!_faults.IsEmpty)
            throw new AggregateException("The fake broker itself failed.", _faults);
    }

    internal FakeAnswer? NextScripted(FakeRequest request) =>
        request.ClientId != Spared && _scripts.TryGetValue(request.ApiKey, out var queue) && queue.TryDequeue(out var answer) ? answer : null;

    internal void Shook(SslStream stream) => _handshakes.Enqueue((stream.TargetHostName, stream.SslProtocol, stream.RemoteCertificate?.Subject));

    internal void Record(FakeRequest request) => _requests.Enqueue(request);

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(stop);
                socket.NoDelay = true;
                Interlocked.Increment(ref _accepted);
                // In the table before it runs, so that its end always finds it there.
                var begin = new TaskCompletionSource();
                _connections[socket] = ServeAsync(socket, begin.Task, stop);
                begin.SetResult();
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, Task begin, CancellationToken stop)
    {
        await begin;
        try
        {
            await FakeConversation.RunAsync(this, socket, stop);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException or IOException or AuthenticationException)
        {
        }
        catch (Exception ownFault)
        {
            _faults.Enqueue(ownFault);
        }
        finally
        {
            socket.Dispose();
            _connections.TryRemove(socket, out _);
        }
    }
}
