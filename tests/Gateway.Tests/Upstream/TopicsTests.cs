using Compliance.Gateway.Upstream;
using Xunit;

namespace Compliance.Gateway.Tests.Upstream;

/// <summary>What topic ids stand for.</summary>
public sealed class TopicsTests
{
    private readonly List<Guid> _asked = [];

    [Fact]
    public void What_was_learnt_is_known_and_what_was_forgotten_is_not()
    {
        var (topics, id) = (Make(100), Guid.NewGuid());
        Assert.False(topics.TryName(id, out _));
        topics.Learn(id, "payments"u8);
        Assert.True(topics.TryName(id, out var name));
        Assert.Equal("payments", name);
        topics.Forget(id);
        Assert.False(topics.TryName(id, out _));
    }

    [Fact]
    public void The_zero_id_and_the_empty_name_mean_nothing()
    {
        var topics = Make(100);
        topics.Learn(Guid.Empty, "payments"u8);
        topics.Learn(Guid.NewGuid(), default);
        Assert.Equal(0, topics.Count);
    }

    [Fact]
    public void What_is_used_stays_when_the_room_is_spent()
    {
        // Given one topic that is asked for again and again,
        var (topics, kept) = (Make(1000), Guid.NewGuid());
        topics.Learn(kept, "kept"u8);
        for (var i = 0; i < 20_000; i++)
        {
            // when many others come by,
            topics.Learn(Guid.NewGuid(), "other"u8);
            Assert.True(i % 100 != 0 || topics.TryName(kept, out _));

            // then it stays, within the bound.
            Assert.InRange(topics.Count, 1, 1001);
        }
    }

    [Fact]
    public async Task Only_what_is_unknown_is_asked_for_and_each_once()
    {
        var topics = Make(100);
        var (known, unknown) = (Guid.NewGuid(), Guid.NewGuid());
        topics.Learn(known, "payments"u8);

        await topics.ResolveAsync([known, unknown, Guid.Empty, unknown]);

        Assert.Equal([unknown], _asked);
        Assert.True(topics.TryName(unknown, out var name));
        Assert.Equal("asked", name);
        await topics.ResolveAsync([known, unknown]);
        Assert.Single(_asked);
    }

    [Fact]
    public void Hearing_a_name_again_makes_nothing()
    {
        var (topics, id) = (Make(100), Guid.NewGuid());
        Hear();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Hear();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Hear()
        {
            topics.Learn(id, "payments"u8);
            topics.TryName(id, out _);
        }
    }

    private Topics Make(int capacity) => new(capacity, (ids, into, _) =>
    {
        _asked.AddRange(ids);
        foreach (var id in ids)
            into.Learn(id, "asked"u8);
        return Task.CompletedTask;
    });
}
