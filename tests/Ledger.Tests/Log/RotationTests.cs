using Compliance.Ledger.Notes;
using Compliance.Signing;
using Xunit;

namespace Compliance.Ledger.Tests.Log;

public sealed class RotationTests
{
    [Fact]
    public async Task A_new_key_signs_once_the_old_one_has_handed_over()
    {
        using var fixture = new LogFixture();
        await FillAsync(fixture);
        var both = fixture.Plan with { Key = fixture.NextKey, PreviousKey = fixture.Key };
        using (var log = await fixture.OpenAsync(both))
        {
            fixture.Append(log, log.PendingRotation()!);
            Assert.Null(log.PendingRotation());
            await log.PublishAsync(CancellationToken.None);
        }

        Assert.Equal(3, fixture.Stored(fixture.NextKey.PublicKey)!.Size);
        Assert.Null(fixture.Stored(fixture.Key.PublicKey));
        // From now on the old key is not needed.
        using var alone = await fixture.OpenAsync(fixture.Plan with { Key = fixture.NextKey });
        Assert.Null(alone.PendingRotation());
    }

    [Fact]
    public async Task Cut_off_between_the_entry_and_the_new_keys_checkpoint_it_is_not_handed_over_twice()
    {
        using var fixture = new LogFixture();
        await FillAsync(fixture);
        var both = fixture.Plan with { Key = fixture.NextKey, PreviousKey = fixture.Key };
        using (var log = await fixture.OpenAsync(both))
            fixture.Append(log, log.PendingRotation()!);

        using var again = await fixture.OpenAsync(both);
        await again.PublishAsync(CancellationToken.None);

        Assert.Null(again.PendingRotation());
        Assert.Equal(3, fixture.Stored(fixture.NextKey.PublicKey)!.Size);
    }

    [Fact]
    public async Task A_new_key_alone_is_refused_with_the_way_to_do_it()
    {
        using var fixture = new LogFixture();
        await FillAsync(fixture);

        var e = await Assert.ThrowsAsync<LedgerException>(() => fixture.OpenAsync(fixture.Plan with { Key = fixture.NextKey }));

        Assert.Contains("ledger.previousKey", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_holds_at_its_place_in_its_log_and_by_both_keys_alone()
    {
        using var fixture = new LogFixture();
        using var other = new LogFixture();
        var note = KeyRotation.Sign(LogFixture.Origin, 7, fixture.Key, fixture.NextKey).ToString();
        var byNewAlone = SignedNote.Sign(new KeyRotation(LogFixture.Origin, 7, fixture.Key.PublicKey, fixture.NextKey.PublicKey).ToString(), LogFixture.Origin, fixture.NextKey).ToString();

        Assert.Equal(fixture.NextKey.PublicKey, KeyRotation.Check(note, LogFixture.Origin, 7, fixture.Key.PublicKey)?.New);
        Assert.Null(KeyRotation.Check(note, LogFixture.Origin, 8, fixture.Key.PublicKey));
        Assert.Null(KeyRotation.Check(note, "audit.example/other", 7, fixture.Key.PublicKey));
        Assert.Null(KeyRotation.Check(note, LogFixture.Origin, 7, other.Key.PublicKey));
        Assert.Null(KeyRotation.Check(byNewAlone, LogFixture.Origin, 7, fixture.Key.PublicKey));
    }

    private static async Task FillAsync(LogFixture fixture)
    {
        using var log = await fixture.OpenAsync();
        fixture.Append(log);
        fixture.Append(log);
        await log.PublishAsync(CancellationToken.None);
    }
}
