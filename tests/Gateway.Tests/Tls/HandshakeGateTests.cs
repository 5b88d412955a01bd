using Compliance.Gateway.Tls;
using Xunit;

namespace Compliance.Gateway.Tests.Tls;

/// <summary>No more handshakes run than may, and who sends many holds up nobody else.</summary>
public sealed class HandshakeGateTests
{
    [Fact]
    public async Task Who_finds_no_place_gets_the_next_that_is_given_back_in_turn()
    {
        var gate = new HandshakeGate(2);
        await gate.EnterAsync("a", CancellationToken.None);
        await gate.EnterAsync("b", CancellationToken.None);
        var (third, fourth) = (gate.EnterAsync("c", CancellationToken.None).AsTask(), gate.EnterAsync("d", CancellationToken.None).AsTask());
        Assert.Equal((2, 2, 2L), (gate.UnderWay, gate.Waiting, gate.Waits));

        gate.Leave("a");
        await third;
        Assert.False(fourth.IsCompleted);
        gate.Leave("c");
        await fourth;

        Assert.Equal((2, 0), (gate.UnderWay, gate.Waiting));
    }

    [Fact]
    public async Task One_address_has_a_quarter_of_the_places_and_others_pass_those_of_it_who_wait()
    {
        var gate = new HandshakeGate(8);
        await gate.EnterAsync("many", CancellationToken.None);
        await gate.EnterAsync("many", CancellationToken.None);
        var more = gate.EnterAsync("many", CancellationToken.None).AsTask();
        Assert.False(more.IsCompleted);

        await gate.EnterAsync("one", CancellationToken.None);
        gate.Leave("one");
        Assert.False(more.IsCompleted);

        gate.Leave("many");
        await more;
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var gate = new HandshakeGate(1);
        await gate.EnterAsync("a", CancellationToken.None);
        using var giveUp = new CancellationTokenSource();
        var waiting = gate.EnterAsync("b", giveUp.Token).AsTask();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Leave("a");

        await gate.EnterAsync("c", CancellationToken.None);
        Assert.Equal((1, 0), (gate.UnderWay, gate.Waiting));
    }

    [Fact]
    public async Task A_higher_bound_lets_in_who_waits()
    {
        var gate = new HandshakeGate(1);
        await gate.EnterAsync("a", CancellationToken.None);
        var waiting = gate.EnterAsync("b", CancellationToken.None).AsTask();

        gate.Bound(2);

        await waiting;
        Assert.Equal(2, gate.UnderWay);
    }

    [Fact]
    public async Task After_any_turmoil_all_places_are_free_again()
    {
        var gate = new HandshakeGate(4);
        var most = 0;
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(async () =>
        {
            using var limit = new CancellationTokenSource(i % 3 == 0 ? TimeSpan.FromMilliseconds(i % 7) : Timeout.InfiniteTimeSpan);
            try
            {
                await gate.EnterAsync($"{i % 5}", limit.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            InterlockedMax(ref most, gate.UnderWay);
            await Task.Yield();
            gate.Leave($"{i % 5}");
        })));

        Assert.Equal((0, 0), (gate.UnderWay, gate.Waiting));
        Assert.InRange(most, 1, 4);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); seen < value;)
            seen = Interlocked.CompareExchange(ref most, value, seen);
    }
}
