using Compliance.AuditSink.Intake;
using CsCheck;
using Xunit;

namespace Compliance.AuditSink.Tests.Intake;

public sealed class SequenceStateTests
{
    [Fact]
    public void Events_in_order_are_all_new_and_without_a_hole()
    {
        var state = new SequenceState("p", 1);

        Assert.Null(state.Jump(1));
        Assert.True(state.Take(1));
        Assert.True(state.Take(2));
        Assert.Null(state.Jump(3));
        Assert.False(state.Take(2));
    }

    [Fact]
    public void A_first_event_that_is_not_the_first_shows_a_hole() => Assert.Equal((1L, 4L), new SequenceState("p", 1).Jump(5));

    [Fact]
    public void What_was_missing_is_taken_once_when_it_comes_late()
    {
        var state = new SequenceState("p", 1);
        Assert.Equal((1L, 9L), state.Jump(10));
        Assert.True(state.Take(10));

        Assert.Null(state.Jump(4));
        Assert.True(state.Take(4));
        Assert.False(state.Take(4));
        Assert.True(state.Take(1));
        Assert.True(state.Take(9));
        Assert.Equal(11, state.Next);
        Assert.Equal([[2, 3], [5, 8]], state.ToMark().Missing);
    }

    [Fact]
    public void A_mark_brings_back_the_state()
    {
        var state = new SequenceState("p", 7);
        state.Jump(5);
        state.Take(5);

        var again = SequenceState.From(state.ToMark());

        Assert.Equal(("p", 7L, 6L), (again.Proxy, again.Epoch, again.Next));
        Assert.True(again.Take(3));
        Assert.False(again.Take(3));
    }

    // Whatever is cut into batches, repeated and reordered: each event is new exactly once.
    [Fact]
    public void Any_order_of_batches_gives_each_event_once() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[0, 8]).Array[1, 60].Sample(batches =>
        {
            var state = new SequenceState("p", 1);
            var taken = new HashSet<long>();
            foreach (var (first, more) in batches)
            {
                state.Jump(first);
                for (long sequence = first; sequence <= first + more; sequence++)
                {
                    if (state.Take(sequence) != taken.Add(sequence))
                        return false;
                }
            }

            return true;
        });
}
