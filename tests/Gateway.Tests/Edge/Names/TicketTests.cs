using System.Globalization;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.Names;

/// <summary>
/// A session that a client takes up again under another name, as OpenSSL's client does when it is told to, is the other route's, with all
/// that it asks for; also where both show the same certificate, among whose users the runtime shares its tickets.
/// </summary>
public sealed class TicketTests : IDisposable
{
    private const string Client = "/usr/bin/openssl";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TempFolder _folder = new("named-tickets");

    private string Session => _folder.Combine("session");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_session_is_taken_up_under_its_own_name_and_under_another_it_is_that_names(string version)
    {
        await using var world = await NamedWorld.StartAsync(orders: "anonymous: true", isOneCertificate: true);

        // When clients come again with their sessions, then there is something to take up, at each name;
        Assert.Equal("Reused", await ComeTwiceAsync(world, version, NamedWorld.Payments, NamedWorld.Payments));
        Assert.Equal("Reused", await ComeTwiceAsync(world, version, NamedWorld.Payments, NamedWorld.Orders));

        // and what counts is the name of this connection, not the session's.
        var starts = await StartsAsync(world);
        Assert.Equal(("s", "User:ANONYMOUS"), starts[^1]);
        Assert.All(starts.SkipLast(1), start => Assert.Contains(start.Route, (string[])["r", "s"]));
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_ticket_does_not_stand_for_a_certificate(string version)
    {
        await using var world = await NamedWorld.StartAsync(isOneCertificate: true);

        // When a client that showed none at one route comes with its ticket to the route that requires one,
        await ComeAsync(world, version, NamedWorld.Payments, identity: null, takeUp: false);
        Assert.True(File.Exists(Session));
        Assert.Equal("New", await ComeAsync(world, version, NamedWorld.Orders, identity: null, takeUp: true));

        // then it is refused.
        await Eventually.TrueAsync(() => world.Proxy.Log.Contains("certificate is missing, and the route requires one"), Patience, "the refusal");
        Assert.Equal([("r", "User:ANONYMOUS")], await StartsAsync(world));
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task A_certificate_of_one_routes_authority_is_looked_at_anew_by_another(string version)
    {
        await using var world = await NamedWorld.StartAsync(isOneCertificate: true);
        using var others = TestAuthority.Root("CN=Other Root");
        using var guest = others.Client("CN=guest");
        world.Proxy.Write("others.pem", others.Pem);
        Assert.True(await world.UseAsync(world.Route("r", "payments", "tls: {ca: others.pem}") + world.Route("s", "orders", "tls: {ca: ca.pem}", "b")));

        // When somebody whom one route believes comes with that session to another, whose authority is another one,
        await ComeAsync(world, version, NamedWorld.Payments, guest, takeUp: false);
        Assert.Equal("New", await ComeAsync(world, version, NamedWorld.Orders, guest, takeUp: true));

        // then it is nobody there.
        await Eventually.TrueAsync(() => world.Proxy.Log.Contains("CertificateRefused"), Patience, "the refusal");
        Assert.Equal([("r", "User:CN=guest")], await StartsAsync(world));
    }

    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Who_has_shown_a_certificate_at_one_route_is_nobody_at_another(string version)
    {
        await using var world = await NamedWorld.StartAsync(isOneCertificate: true);

        await ComeAsync(world, version, NamedWorld.Orders, world.Till, takeUp: false);
        await ComeAsync(world, version, NamedWorld.Payments, world.Till, takeUp: true);

        Assert.Equal([("s", "User:CN=till"), ("r", "User:ANONYMOUS")], await StartsAsync(world));
    }

    /// <summary>"Reused" by the third time at the latest: the runtime throws sessions away as certificates come, of which the tests of a whole run bring many.</summary>
    private async Task<string> ComeTwiceAsync(NamedWorld world, string version, string first, string second)
    {
        for (var again = 0; ; again++)
        {
            File.Delete(Session);
            await ComeAsync(world, version, first, identity: null, takeUp: false);
            if (await ComeAsync(world, version, second, identity: null, takeUp: true) is var said && (said == "Reused" || again == 2))
                return said;
        }
    }

    private static async Task<List<(string Route, string Principal)>> StartsAsync(NamedWorld world)
    {
        await Eventually.TrueAsync(() => world.Proxy.Sessions.Count == 0, Patience, "the sessions' end");
        return [.. (await world.Proxy.StopAsync()).Where(e => e.Action == "session.start").Select(e => (e.Route, e.Principal))];
    }

    /// <summary>"New" or "Reused", as the client says.</summary>
    private async Task<string> ComeAsync(NamedWorld world, string version, string name, TestIdentity? identity, bool takeUp)
    {
        if (!File.Exists(Client))
            MissingPart.Report("OpenSSL's client", "Install openssl (Debian: openssl).");
        List<string> connect = ["s_client", "-connect", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{world.Port}"), "-servername", name, "-CAfile", _folder.Write("root.pem", world.Root.Pem), version];
        if (identity is not null)
            connect.AddRange(["-cert", _folder.Write("client.crt", identity.CertificatePem), "-key", _folder.Write("client.key", identity.KeyPem)]);
        connect.AddRange(!takeUp ? ["-sess_out", Session] : File.Exists(Session) ? ["-sess_in", Session] : []);
        await using var client = ChildProcess.Start(Client, [.. connect]);
        var said = await client.WaitForLineAsync(line => line.StartsWith("New,", StringComparison.Ordinal) || line.StartsWith("Reused,", StringComparison.Ordinal), Patience);

        // In 1.3 tickets follow the handshake, and the client writes each down as it comes; where a certificate is asked for there are none.
        if (!takeUp && version == "-tls1_3" && identity is null)
            await Eventually.TrueAsync(() => new FileInfo(Session) is { Exists: true, Length: > 0 }, Patience, "a ticket");
        try
        {
            await client.Input.WriteLineAsync("Q");
            await client.Input.FlushAsync();
        }
        catch (IOException)
        {
            // It was refused, and has ended by itself.
        }

        await client.WaitForExitAsync(Patience);
        return said.Split(',')[0];
    }
}
