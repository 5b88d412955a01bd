using Compliance.Gateway.Session;
using Compliance.Kafka.Schema;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>The ring between the two loops.</summary>
public sealed class InFlightTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ApiRow _api = ApiTable.Find(12)!;

    [Fact]
    public void Counts_tell_both_sides_who_writes()
    {
        var ring = new InFlight(4);
        Assert.Equal(1, ring.Add(Entry(1)));
        Assert.Equal(2, ring.Add(Entry(2)));
        Assert.Equal(1, ring.Peek(0).CorrelationId);
        Assert.Equal(2, ring.Peek(1).CorrelationId);
        Assert.Equal(1, ring.Remove(1));
        Assert.Equal(2, ring.Peek(0).CorrelationId);
        Assert.Equal(0, ring.Remove(1));
    }

    [Fact]
    public async Task A_full_ring_grows_once_it_is_empty_up_to_its_bound()
    {
        // Given a ring whose first room is taken,
        var ring = new InFlight(64);
        var count = 0;
        while (!ring.IsFull)
            ring.Add(Entry(count++));
        Assert.Equal(16, count);

        // when its requests are answered while the adder waits,
        var waiting = ring.WaitForRoomAsync().AsTask();
        ring.Remove(15);
        await Task.Delay(50);
        Assert.False(waiting.IsCompleted);
        ring.Remove(1);
        Assert.True(await waiting.WaitAsync(Patience));

        // then there is twice the room, and order is kept around the edge.
        for (var i = 0; i < 32; i++)
            ring.Add(Entry(i));
        Assert.True(ring.IsFull);
        Assert.Equal(Enumerable.Range(0, 32), Enumerable.Range(0, 32).Select(i => ring.Peek(i).CorrelationId));
    }

    [Fact]
    public async Task At_its_bound_a_ring_waits_for_one_place()
    {
        var ring = new InFlight(2);
        ring.Add(Entry(1));
        ring.Add(Entry(2));
        var waiting = ring.WaitForRoomAsync().AsTask();
        Assert.False(waiting.IsCompleted);
        ring.Remove(1);
        Assert.True(await waiting.WaitAsync(Patience));
    }

    [Fact]
    public async Task The_end_of_the_session_ends_every_wait()
    {
        var ring = new InFlight(2);
        ring.Add(Entry(1));
        var waiting = ring.WaitForAsync(0).AsTask();
        ring.Abort();
        Assert.False(await waiting.WaitAsync(Patience));
        Assert.False(await ring.WaitForAsync(0));
    }

    [Fact]
    public async Task Two_threads_never_miss_each_other()
    {
        // Given one that adds as fast as the small ring lets it, and one that removes,
        var ring = new InFlight(4);
        const int Count = 300_000;
        var remover = Task.Run(() =>
        {
            for (var expected = 0; expected < Count;)
            {
                if (ring.Count == 0)
                    continue;
                Assert.Equal(expected++, ring.Peek(0).CorrelationId);
                ring.Remove(1);
            }
        });

        // when the adder waits whenever there is no room, then everything passes in order and nobody sleeps for ever.
        for (var i = 0; i < Count; i++)
        {
            while (ring.IsFull)
                Assert.True(await ring.WaitForRoomAsync().AsTask().WaitAsync(Patience));
            ring.Add(Entry(i));
        }

        await remover.WaitAsync(Patience);
        Assert.True(await ring.WaitForAsync(0));
    }

    private InFlightEntry Entry(int correlationId) => new() { Api = _api, CorrelationId = correlationId };
}
