using System.Collections.Immutable;
using Compliance.Gateway.Pipeline.Quotas;
using Compliance.Rules;
using Compliance.Rules.Compiled;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Compliance.Gateway.Tests.Pipeline.Quotas;

/// <summary>How much a caller may still see in clear.</summary>
public sealed class RevealBudgetTests
{
    private const string Ann = "User:ann";
    private const string Bob = "User:bob";

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void So_many_in_a_window_that_begins_with_the_first()
    {
        var budget = Ledger().RevealsOf(Ann, Quotas("3/h"))!;
        _time.Advance(TimeSpan.FromMinutes(50));

        Assert.Equal([true, true, true, false], Take(budget, 4));
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(budget.TryTake());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([true, true, true, false], Take(budget, 4));
    }

    [Fact]
    public void Of_several_quotas_the_first_that_is_used_up_ends_it_and_takes_nothing_from_the_others()
    {
        var budget = Ledger().RevealsOf(Ann, Quotas("2/m", "5/h"))!;

        Assert.Equal([true, true, false, false], Take(budget, 4));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([true, true, false], Take(budget, 3));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([true, false], Take(budget, 2));
    }

    [Fact]
    public void What_showed_nothing_is_given_back()
    {
        var budget = Ledger().RevealsOf(Ann, Quotas("1/h"))!;

        Assert.True(budget.TryTake());
        budget.GiveBack();
        budget.GiveBack();

        Assert.Equal([true, false], Take(budget, 2));
    }

    [Fact]
    public void All_sessions_of_a_caller_share_it_and_callers_do_not()
    {
        var ledger = Ledger();

        Assert.True(ledger.RevealsOf(Ann, Quotas("1/h"))!.TryTake());
        Assert.False(ledger.RevealsOf(Ann, Quotas("1/h"))!.TryTake());
        Assert.True(ledger.RevealsOf(Bob, Quotas("1/h"))!.TryTake());
    }

    [Fact]
    public void Without_room_to_count_nothing_is_shown()
    {
        var ledger = new QuotaLedger(_time, capacity: 2);
        Assert.True(ledger.RevealsOf(Ann, Quotas("9/h"))!.TryTake());
        Assert.True(ledger.RevealsOf(Bob, Quotas("9/h"))!.TryTake());

        Assert.Null(ledger.RevealsOf("User:cy", Quotas("9/h")));
        Assert.NotNull(ledger.RevealsOf(Ann, Quotas("9/h")));

        // given that windows have ended, there is
        _time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(ledger.RevealsOf("User:cy", Quotas("9/h")));
        Assert.Equal(1, ledger.Count);
    }

    [Fact]
    public void Who_holds_a_count_that_was_forgotten_shows_nothing_and_is_told_to_ask_again()
    {
        var ledger = new QuotaLedger(_time, capacity: 1);
        var held = ledger.RevealsOf(Ann, Quotas("9/h"))!;
        Assert.NotNull(ledger.RevealsOf(Bob, Quotas("9/h")));

        Assert.True(held.IsForgotten);
        Assert.False(held.TryTake());
    }

    [Fact]
    public void A_quota_goes_on_counting_in_other_policies_if_its_id_and_amount_are_the_same()
    {
        var ledger = Ledger();
        Assert.True(ledger.RevealsOf(Ann, Quotas("1/h"))!.TryTake());

        Assert.False(ledger.RevealsOf(Ann, Quotas("1/h", "9/h"))!.TryTake());
        Assert.True(ledger.RevealsOf(Ann, Quotas("2/h"))!.TryTake());
        Assert.True(ledger.RevealsOf(Ann, Quotas("1/d"))!.TryTake());
    }

    [Fact]
    public async Task Many_threads_take_no_more_than_there_is()
    {
        var budget = Ledger().RevealsOf(Ann, Quotas("1000/h"))!;

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Take(budget, 500).Count(t => t))));

        Assert.Equal(1000, taken.Sum());
    }

    private static bool[] Take(RevealBudget budget, int times) => [.. Enumerable.Range(0, times).Select(_ => budget.TryTake())];

    private static ImmutableArray<QuotaRule> Quotas(params string[] reveals)
    {
        var rules = string.Concat(reveals.Select((r, i) => $"  - {{id: Q{i}, people: \"*\", reveals: {r}}}\n"));
        var (loaded, _) = PolicyLoader.Load([("p.yaml", $"schema: policy/v1\npolicy: {{id: p, title: t, owner: o}}\nquotas:\n{rules}")]);
        return loaded!.QuotasFor(new(Ann));
    }

    private QuotaLedger Ledger() => new(_time, 100);
}
