using Compliance.Rules.Comparing;

namespace Compliance.Rules.Tests.Comparing;

/// <summary>What another policy would have made of what was recorded.</summary>
public sealed class ImpactTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 0, 0, 0, TimeSpan.Zero);

    private static readonly RecordedAccess[] Recorded =
    [
        new("User:bi-1", null, null, "payments.eu", false, 10, 1000),
        new("User:bi-2", null, null, "payments.us", false, 5, 50),
        new("User:fraud", null, null, "payments.eu", false, 2, 20),
        new("User:till-1", null, null, "payments.eu", true, 100, 100),
        new("User:intruder", null, null, "payments.eu", false, 7, 0),
    ];

    [Fact]
    public void The_same_policy_changes_nothing()
    {
        var impact = Of(PolicyText.Sound);
        Assert.Empty(impact.Lines);
        Assert.Equal((124, 0), (impact.Requests, impact.Changed));
    }

    [Fact]
    public void Who_would_see_more_is_counted_together_with_whoever_would_see_the_same()
    {
        var impact = Of(PolicyText.With("keepLast: 4", "keepLast: 6"));

        var line = Assert.Single(impact.Lines);
        Assert.Equal((DifferenceWeight.Weaker, "card at $.card.number", 15, 1050), (line.Weight, line.What, line.Requests, line.Records));
        Assert.Equal(["User:bi-1", "User:bi-2"], line.Principals);
        Assert.Equal(["payments.eu", "payments.us"], line.Topics);
        Assert.Contains("more: User:bi-1 and User:bi-2 reading payments.eu and payments.us, card at $.card.number: masked; the last 6 characters stay; is masked; the last 4 characters stay (15 requests, 1050 records)", Text(impact), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_would_be_refused_and_who_would_be_let_in_is_told()
    {
        // Given a policy under which analysts may read one region alone, and everybody may try,
        var impact = Of(PolicyText.With("allow: [read], topics: \"payments.**\", consumerGroups: \"bi-**\", people: [analysts, fraud]", "allow: [read], topics: \"payments.eu\", consumerGroups: \"bi-**\", people: \"*\""));

        Assert.Equal(["access denied (7)", "access allowed (A1) (5)"], impact.Lines.Where(line => line.What == "access").Select(line => $"access {line.Before} ({line.Requests})"));
        Assert.Equal(12, impact.Changed);
    }

    [Fact]
    public void An_exception_less_shows_who_would_see_less()
    {
        var impact = Of(PolicyText.With("except: [{people: fraud,", "except: [{purpose: case,"));

        var line = Assert.Single(impact.Lines);
        Assert.Equal((DifferenceWeight.Stronger, 2, "shown in clear"), (line.Weight, line.Requests, line.Before));
    }

    [Fact]
    public void Who_comes_from_a_network_that_the_policy_names_is_told_from_who_does_not()
    {
        // Given reads of one person, through each of two doors and from an address that nobody recorded,
        var office = PolicyText.With("analysts: {principals: [\"User:bi-*\"]}", "analysts: {principals: [\"User:bi-*\"], networks: [10.0.0.0/8, \"2001:db8::/32\"]}");
        var (before, after) = (PolicyText.Rules(PolicyText.Sound), PolicyText.Rules(office));
        var sources = new RecordedConditions(before, after);
        var accesses = new[] { ("10.1.2.3", 1), ("::ffff:10.9.9.9", 2), ("2001:db8::7", 4), ("192.0.2.7", 8), (null, 16), ("no address", 32) }
            .Select(one => new RecordedAccess("User:bi-1", null, null, "payments.eu", false, one.Item2, 0) { From = sources.From(one.Item1) });

        // when analysts are those of the office alone, then who came from elsewhere is let in no more,
        var line = Assert.Single(Impact.Of(before, after, accesses, Now).Lines);
        Assert.Equal((DifferenceWeight.Stronger, "access", 8L + 16 + 32), (line.Weight, line.What, line.Requests));

        // and the other way round as many are let in.
        Assert.Equal((DifferenceWeight.Weaker, 56L), Impact.Of(after, before, accesses, Now).Lines.Select(back => (back.Weight, back.Requests)).Single());
        Assert.True(sources.AsksSource);
        Assert.False(new RecordedConditions(before, before).AsksSource);
    }

    [Fact]
    public void Hours_and_client_ids_are_those_of_the_recorded_request()
    {
        // Given reads at noon and in the evening, with two client ids,
        var (before, after) = (PolicyText.Rules(PolicyText.Sound), PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", "people: [analysts, fraud], hours: \"Mon-Fri 08:00-18:00 Europe/Berlin\", clientIds: \"bi-*\"")));
        var conditions = new RecordedConditions(before, after);
        var day = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        var accesses = new[] { (11, "bi-1", 1), (17, "bi-1", 2), (11, "desk", 4), (17, "desk", 8) }
            .Select(one => new RecordedAccess("User:bi-1", null, null, "payments.eu", false, one.Item3, 0) { Open = conditions.Open(day.AddHours(one.Item1)), ClientIds = conditions.ClientIds(one.Item2) });

        // when analysts may read by day and with their own clients, then all others would be denied.
        var line = Assert.Single(Impact.Of(before, after, accesses, Now).Lines);
        Assert.Equal((DifferenceWeight.Stronger, "access", 2L + 4 + 8), (line.Weight, line.What, line.Requests));
        Assert.True(conditions is { AsksTime: true, AsksClientId: true, AsksSource: false });
    }

    [Fact]
    public void What_a_grant_had_opened_is_open_in_both()
    {
        var (before, after) = (PolicyText.Rules(PolicyText.Sound), PolicyText.Rules(PolicyText.With("people: [analysts, fraud]", "people: [analysts, fraud], breakGlass: night")));
        RecordedAccess[] accesses = [new("User:bi-1", null, null, "payments.eu", false, 1, 0), new("User:bi-1", null, null, "payments.eu", false, 2, 0) { Opened = new(["night"]) }];

        Assert.Equal(1, Impact.Of(before, after, accesses, Now).Changed);
    }

    private static Impact Of(string after) => Impact.Of(PolicyText.Rules(PolicyText.Sound), PolicyText.Rules(after), Recorded, Now);

    private static string Text(Impact impact)
    {
        using var text = new StringWriter();
        impact.WriteTo(text);
        return text.ToString();
    }
}
