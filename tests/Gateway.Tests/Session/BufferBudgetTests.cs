using Compliance.Gateway.Session;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Session;

/// <summary>One budget for what all connections buffer.</summary>
public sealed class BufferBudgetTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Small_buffers_are_free() =>
        Assert.Equal((0, 0, 1), (BufferBudget.CostOf(0), BufferBudget.CostOf(64 << 10), BufferBudget.CostOf((64 << 10) + 1)));

    [Fact]
    public async Task Whoever_waits_is_served_in_order_as_room_comes_back()
    {
        // Given a budget that is spent, and two that wait, the first for much,
        var budget = new BufferBudget(100, TimeSpan.FromSeconds(10), _time);
        Assert.True(budget.TryTake(100));
        var first = budget.TakeAsync(80).AsTask();
        var second = budget.TakeAsync(10).AsTask();
        Assert.Equal(2, budget.Waiting);

        // when a little comes back, the second does not overtake,
        budget.Give(20);
        Assert.False(second.IsCompleted);
        Assert.False(budget.TryTake(1));

        // and when enough has, both are served.
        budget.Give(80);
        Assert.True(await first);
        Assert.True(await second);
        Assert.Equal(90, budget.Used);
    }

    [Fact]
    public async Task Patience_ends_and_lets_the_next_one_pass()
    {
        var budget = new BufferBudget(100, TimeSpan.FromSeconds(10), _time);
        budget.TryTake(50);
        var greedy = budget.TakeAsync(90).AsTask();
        _time.Advance(TimeSpan.FromSeconds(5));
        var modest = budget.TakeAsync(20).AsTask();
        Assert.False(modest.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.False(await greedy);
        Assert.True(await modest);
        Assert.Equal(70, budget.Used);
    }

    [Fact]
    public async Task A_reader_whose_frame_finds_no_room_says_so_and_keeps_what_it_holds()
    {
        // Given a budget that is spent,
        var budget = new BufferBudget(1 << 20, TimeSpan.FromSeconds(10), _time);
        budget.TryTake(1 << 20);
        using var reader = new FrameReader(budget);
        Assert.True(reader.TryMakeRoom(100));

        // when a frame needs more than a small buffer,
        Assert.False(reader.TryMakeRoom(500_000));
        var waiting = reader.WaitForRoomAsync(500_000).AsTask();
        _time.Advance(TimeSpan.FromSeconds(11));

        // then there is none, until some comes back.
        Assert.False(await waiting);
        Assert.Equal(FrameReader.Smallest, reader.Capacity);
        budget.Give(1 << 20);
        Assert.True(reader.TryMakeRoom(500_000));
        Assert.Equal(512 << 10, reader.Capacity);
        Assert.Equal((512 << 10) - (64 << 10), budget.Used);
        reader.Release();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void A_reader_keeps_its_bytes_while_its_buffer_grows_and_shrinks()
    {
        var budget = new BufferBudget(64 << 20, TimeSpan.FromSeconds(10), _time);
        using var reader = new FrameReader(budget);
        var random = new Random(7);
        var sent = new byte[64 << 20];
        random.NextBytes(sent);
        var (written, consumed) = (0, 0);
        for (var i = 0; i < 500; i++)
        {
            // Given room for a frame of any size,
            Assert.True(reader.TryMakeRoom(random.Next(4) == 0 ? random.Next(3 << 20) : 0));

            // when some bytes come and some are consumed,
            var some = Math.Min(reader.Room.Length, random.Next(1, 100_000));
            sent.AsSpan(written, some).CopyTo(reader.Room.Span);
            reader.Received(some);
            written += some;
            Assert.True(reader.Span.SequenceEqual(sent.AsSpan(consumed, written - consumed)));
            var gone = random.Next(3) == 0 ? reader.Length : random.Next(reader.Length + 1);
            reader.Consume(gone);
            consumed += gone;

            // then what is left is what was not consumed, and the books are right.
            Assert.Equal(written - consumed, reader.Length);
            Assert.Equal(BufferBudget.CostOf(reader.Capacity), budget.Used);
        }
    }
}
