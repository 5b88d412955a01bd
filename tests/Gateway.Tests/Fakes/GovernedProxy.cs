using System.Net;
using Compliance.Events;
using Compliance.Gateway.Audit.Journaling;
using Compliance.Gateway.Login;
using Compliance.Gateway.Session;
using Compliance.Gateway.Telemetry;
using Compliance.Gateway.Tests.Pipeline;
using Compliance.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Compliance.Gateway.Tests.Fakes;

/// <summary>
/// A proxy started from a settings file: SASL/PLAIN for till, analyst and admin (the password is the name and "-secret"), the pipeline's
/// test policy, and a journal. Its evidence is read once it has stopped: it is all there, since nobody answers where it would be shipped to.
/// </summary>
internal sealed class GovernedProxy : IAsyncDisposable
{
    private readonly TempFolder _folder = new("governed");
    private GatewayProcess? _process;

    public LogLines Log { get; } = new();
    public IPEndPoint Bootstrap => _process!.Bootstrap("r");
    public SessionSet Sessions => _process!.Sessions;
    public GatewayProcess Process => _process!;
    public Instruments Instruments => _process!.Instruments;

    /// <summary>Connections that have ended so far, in whatever way.</summary>
    public int SessionsEnded => Log.All.Count(line => line.Contains(" 1021 Session ", StringComparison.Ordinal) || line.Contains(" 1022 Session ", StringComparison.Ordinal) || line.Contains(" 1023 Session ", StringComparison.Ordinal));

    /// <summary>The journal's file that is being written, of a proxy that has written little.</summary>
    public string JournalFile => Directory.GetFiles(_folder.Combine("journal"), "*.journal").Order(StringComparer.Ordinal).First();

    public string Folder => _folder.Path;

    public string Settings => _folder.Combine("proxy.yaml");

    /// <summary>Writes a file beside the settings, as an editor does: it is replaced and not rewritten.</summary>
    public void Write(string name, string text)
    {
        var beside = _folder.Write(name + ".new", text);
        File.Move(beside, _folder.Combine(name.Split('/')), overwrite: true);
    }

    /// <summary>Another policy on disk, and the proxy is told to read it.</summary>
    public Task<bool> UseAsync(string policy)
    {
        Write("policies/test.yaml", policy);
        return Process.ReloadAsync();
    }

    /// <param name="bootstrapServers">The brokers.</param>
    /// <param name="more">What stands below the settings.</param>
    /// <param name="policy">The pipeline's test policy, if left out.</param>
    /// <param name="audit">What stands in <c>audit</c> beside the rest.</param>
    /// <param name="route">What stands in the route beside the rest.</param>
    /// <param name="before">What is done in the folder of the settings before the proxy starts.</param>
    /// <param name="listen">What stands in <c>listen</c> beside the rest.</param>
    /// <param name="clients">Who may connect.</param>
    /// <param name="limits">The line of bounds.</param>
    /// <param name="cluster">What stands in the cluster beside its brokers.</param>
    /// <param name="isGoverned">Whether the route has policies.</param>
    /// <param name="isShipped">Whether the evidence goes to these brokers: the proxy is not ready before it has reached all that it is to.</param>
    public static async Task<GovernedProxy> StartAsync(string bootstrapServers, string more = "", string policy = Policies.Payments, string audit = "", string route = "", Action<GovernedProxy>? before = null, bool isShipped = false,
        string listen = "", string clients = "sasl: {mechanism: PLAIN, users: users}", string limits = "limits: {reloadInterval: 0s}", string cluster = "", bool isGoverned = true)
    {
        var proxy = new GovernedProxy();
        var folder = proxy._folder;
        foreach (var user in new[] { "till", "analyst", "admin" })
            UsersFile.Set(folder.Combine("users"), user, PlainCredential.Create(user, System.Text.Encoding.UTF8.GetBytes(user + "-secret"), 1000).ToLine());
        folder.Write("policies/test.yaml", policy);
        var settings = folder.Write("proxy.yaml", $$"""
            clusters:
              c: {bootstrap: ["{{string.Join("\", \"", bootstrapServers.Split(','))}}"]{{cluster}} }
            {{(isShipped ? "" : $"  nobody: {{bootstrap: [\"127.0.0.1:{FreePort.Next()}\"] }}")}}
            routes:
              r:
                cluster: c
                listen: {address: 127.0.0.1, port: 0, brokerPorts: 0{{listen}}}
                clients: { {{clients}} }
                {{(isGoverned ? "policies: policies" : "")}}
                {{route}}
            audit: {cluster: {{(isShipped ? "c" : "nobody")}}, topic: audit, journal: journal, proxy: p1, stopTimeout: 1ms{{(audit.Length > 0 ? ", " : "")}}{{audit}} }
            {{limits}}
            {{more}}
            """);
        before?.Invoke(proxy);
        proxy._process = await GatewayProcess.StartAsync(new GatewayOptions(settings) { Logs = proxy.Log });
        return proxy;
    }

    public Task<RawClient> ConnectAsync() => RawClient.ConnectAsync(Bootstrap);

    /// <summary>A client that has logged in.</summary>
    public async Task<RawClient> ConnectAsync(string user)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Frames.Handshake("PLAIN"), Frames.Authenticate($"\0{user}\0{user}-secret"));
        Assert.Equal(new[] { -1, -2 }, await client.ReadCorrelationIdsAsync(2));
        return client;
    }

    /// <summary>Stops it and starts it again, over the same journal.</summary>
    public async Task RestartAsync(Action? between = null)
    {
        await _process!.DisposeAsync();
        between?.Invoke();
        _process = null;
        _process = await GatewayProcess.StartAsync(new GatewayOptions(Settings) { Logs = Log });
    }

    /// <summary>Stops the proxy; gives every event but those of the audit itself.</summary>
    public async Task<List<AuditEvent>> StopAsync()
    {
        await _process!.DisposeAsync();
        _process = null;
        using var folder = JournalFolder.Open(_folder.Combine("journal"));
        var oldest = new Recovery(folder, "p1", NullLogger.Instance).Run(EpochRecord.Parse(folder.Read(SegmentChain.EpochFile)), Cursor.None);
        using var reader = new JournalReader(oldest!, Cursor.None, NullLogger.Instance);
        List<AuditEvent> events = [];
        for (; reader.TryPeek(out var entry); reader.Advance())
        {
            var e = new AuditEvent();
            Assert.Null(EventCodec.Read(entry.Encoded, e));
            if (!e.Action.StartsWith("audit.", StringComparison.Ordinal))
                events.Add(e);
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _folder.Dispose();
    }
}
