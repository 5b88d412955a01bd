using System.Net;
using System.Security.Cryptography.X509Certificates;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>Certificates that their authority has revoked let nobody in, nor do those of which nobody can say.</summary>
public sealed class RevocationTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TlsWorld _world = new();
    private readonly ScriptedBroker _broker = ScriptedBroker.Echo();
    private readonly HttpListener _http = new();

    public async ValueTask DisposeAsync()
    {
        _http.Close();
        await _broker.DisposeAsync();
        _world.Dispose();
    }

    [Fact]
    public async Task Who_is_on_the_authoritys_list_is_refused_and_so_is_who_is_on_none()
    {
        // Given an authority that publishes a list,
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}/list/");
        var good = _world.Keep(_world.ClientRoot.Client("CN=good", list: new Uri(address, "crl")));
        var revoked = _world.Keep(_world.ClientRoot.Client("CN=revoked", list: new Uri(address, "crl")));
        var unlisted = _world.Keep(_world.ClientRoot.Client("CN=unlisted"));
        var asked = Serve(address, _world.ClientRoot.Revoke(revoked.Certificate));
        await using var proxy = await RunningProxy.StartAsync([_broker.Port], tls: _world.Plan(isRequired: true, revocation: X509RevocationMode.Online));

        // when the three come, then the good one alone is served,
        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, good));
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, revoked));
        Assert.False(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, unlisted));

        // and the log says why.
        await Eventually.TrueAsync(() => proxy.Log.Contains("of CN=revoked is revoked."), Patience, "the revoked one");
        await Eventually.TrueAsync(() => proxy.Log.Contains("of CN=unlisted may be revoked: no list or responder could say"), Patience, "the unlisted one");
        Assert.True(asked() > 0);
    }

    [Fact]
    public async Task Nothing_is_asked_where_the_settings_do_not_say_so()
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}/list/");
        var revoked = _world.Keep(_world.ClientRoot.Client("CN=revoked", list: new Uri(address, "crl")));
        var asked = Serve(address, _world.ClientRoot.Revoke(revoked.Certificate));
        await using var proxy = await RunningProxy.StartAsync([_broker.Port], tls: _world.Plan(isRequired: true));

        Assert.True(await TlsClient.IsServedAsync(proxy.Bootstrap, _world.ServerRoot.Certificate, revoked));
        Assert.Equal(0, asked());
    }

    /// <summary>Gives how often it was asked.</summary>
    private Func<int> Serve(Uri address, byte[] list)
    {
        var count = 0;
        _http.Prefixes.Add(address.AbsoluteUri);
        _http.Start();
        _ = Task.Run(async () =>
        {
            while (_http.IsListening)
            {
                try
                {
                    var context = await _http.GetContextAsync();
                    Interlocked.Increment(ref count);
                    await context.Response.OutputStream.WriteAsync(list);
                    context.Response.Close();
                }
                catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
                {
                    return;
                }
            }
        });
        return () => Volatile.Read(ref count);
    }
}
