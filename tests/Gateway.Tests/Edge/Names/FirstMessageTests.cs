using System.Net.Security;
using System.Security.Authentication;
using Compliance.Gateway.Tests.Fakes;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Edge.Names;

/// <summary>First messages in pieces, and changed at random: each is refused or answered, none makes a defect, and the port goes on.</summary>
public sealed class FirstMessageTests
{
    private const int Seed = 20261127;
    private const int Inputs = 400;
    private const int RecordHeader = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(60)]
    public async Task A_first_message_in_several_records_is_refused_with_its_reason(int piece)
    {
        await using var world = await NamedWorld.StartAsync();
        var hello = (await HelloAsync())[RecordHeader..];
        var records = hello.Chunk(piece).SelectMany(part => new byte[] { 0x16, 3, 1, 0, (byte)part.Length }.Concat(part)).ToArray();

        using var client = await RawClient.ConnectAsync(world.EndPoint);
        await client.SendAsync(records);

        await Eventually.TrueAsync(() => world.Proxy.Log.Contains("begins in a way in which no name is read") || world.Proxy.Log.Contains("names no host (SNI)"), Patience, "the reason");
        Assert.False(world.Proxy.Log.Contains("Error 1023"));
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments));
    }

    [Fact]
    public async Task Changed_first_messages_are_refused_or_answered_and_never_a_defect()
    {
        await using var world = await NamedWorld.StartAsync();
        var hello = await HelloAsync();
        var dice = new Random(Seed);
        await Parallel.ForEachAsync(Enumerable.Range(0, Inputs).Select(_ => Changed(hello, dice)).ToList(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (input, _) =>
        {
            using var client = await RawClient.ConnectAsync(world.EndPoint);
            try
            {
                await client.SendAsync(input);
                client.CloseSend();
                await client.DrainAsync();
            }
            catch (IOException)
            {
                // It was closed already.
            }
        });

        await Eventually.TrueAsync(() => world.Proxy.Sessions.Count == 0, Patience, "the sessions' end");
        Assert.False(world.Proxy.Log.Contains("Error 1023"), string.Join('\n', world.Proxy.Log.All.Where(line => line.Contains("1023", StringComparison.Ordinal))));
        Assert.True(world.Proxy.Log.Contains("NameRefused"));
        Assert.Null(await world.RefusalAsync(NamedWorld.Payments));
    }

    private static byte[] Changed(byte[] hello, Random dice)
    {
        var changed = hello.ToArray();
        for (var changes = dice.Next(1, 6); changes > 0; changes--)
            changed[dice.Next(RecordHeader, changed.Length)] = (byte)dice.Next(256);
        return dice.Next(4) == 0 ? changed[..dice.Next(1, changed.Length)] : changed;
    }

    /// <summary>What a client of the runtime sends first.</summary>
    private static async Task<byte[]> HelloAsync()
    {
        using var sent = new MemoryStream();
        await using var client = new SslStream(sent, leaveInnerStreamOpen: true);
        await Assert.ThrowsAnyAsync<Exception>(() => client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = NamedWorld.Payments, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 }));
        var bytes = sent.ToArray();
        return bytes[..(RecordHeader + (bytes[3] << 8) + bytes[4])];
    }
}
