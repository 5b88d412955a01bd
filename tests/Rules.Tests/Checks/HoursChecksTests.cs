namespace Compliance.Rules.Tests.Checks;

/// <summary>Hours, client ids and purposes of rules that say nothing, or less than they seem to.</summary>
public sealed class HoursChecksTests
{
    private static readonly DateTimeOffset Sunday = new(2029, 12, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("people: tills}", "people: tills, hours: \"Mon-Fri 8-18\"}", "\"Mon-Fri 8-18", "are no hours")]
    [InlineData("people: tills}", "people: tills, hours: [\"Mon-Fri 08:00-18:00 CEST\"]}", "\"Mon-Fri", "'CEST' is no time zone here")]
    [InlineData("people: tills}", "people: tills, unless: {}}", "{}}", "add 'people', 'purpose', 'hours', 'clientIds' or 'breakGlass'")]
    [InlineData("people: tills}", "people: tills, purpose: cases}", "cases", "under 'purposes' of this file; did you mean 'case'?")]
    [InlineData("people: tills}", "people: tills, breakGlass: \"of an evening\"}", "\"of", "The name of what a break-glass grant opens")]
    [InlineData("group: bi-x}", "group: bi-x, breakGlass: night}", "night}", "No rule holds for 'breakGlass: night'")]
    [InlineData("people: tills}", "people: tills, clientId: x}", "clientId", "did you mean 'clientIds'?")]
    [InlineData("except: [{people: fraud,", "except: [{hours: \"08:00-18:00 UTC\",", "{hours", "add 'people' or 'purpose'")]
    public void What_is_wrong_is_refused_at_its_place(string part, string replacement, string at, string message)
    {
        var text = PolicyText.With(part, replacement);

        var error = PolicyText.OnlyError(text);

        Assert.Contains(message, error.Text);
        PolicyText.AssertAt(error, text, at);
    }

    [Theory]
    [InlineData("people: tills}", "people: tills, hours: [\"Mon-Fri 08:00-18:00 UTC\", \"Fri 17:00-20:00 UTC\"]}", "\"Fri 17", "overlaps 'Mon-Fri 08:00-18:00 UTC'")]
    [InlineData("people: tills}", "people: tills, hours: \"00:00-24:00 UTC\"}", "\"00:00", "always open")]
    [InlineData("people: tills}", "people: tills, hours: [\"Mon-Fri 00:00-24:00 UTC\", \"Sat,Sun 00:00-24:00 UTC\"]}", "\"Mon-Fri", "always open")]
    [InlineData("people: tills}", "people: tills, hours: \"Mon 08:00-09:00 UTC\", unless: {hours: \"Mon-Fri 08:00-18:00 UTC\"}}", "A2, allow", "Rule A2 never applies: its 'unless' spares all")]
    [InlineData("\ntests:", "\n  - {id: A3, allow: [read], topics: payments.eu, people: analysts, hours: \"Mon-Fri 08:00-18:00 UTC\"}\ntests:", "A3", "holds nobody back: A1 allows the same people")]
    [InlineData("\ntests:", "\n  - {id: A3, deny: [write], topics: \"**\", people: \"*\", hours: \"Sun 08:00-18:00 UTC\"}\ntests:", null, null)]
    [InlineData("except: [{people: fraud,", "except: [{people: fraud, do: reveal, until: 2030-01-01, ticket: T-0, approvedBy: ciso}, {people: fraud, hours: \"08:00-18:00 UTC\",", "{people: fraud, hours", "The exception T-1 of rule P1 never decides")]
    [InlineData("except: [{people: fraud,", "except: [{people: fraud, hours: \"Wed 08:00-18:00 UTC\",", "\"Wed", "ends before its hours open again")]
    public void What_says_nothing_is_warned_of(string part, string replacement, string? at, string? message)
    {
        var text = PolicyText.With(part, replacement).Replace("by: [A2]", "by: [A2, A3]", StringComparison.Ordinal);
        if (!text.Contains("A3,", StringComparison.Ordinal))
            text = text.Replace("by: [A2, A3]", "by: [A2]", StringComparison.Ordinal);
        var warnings = PolicyText.Problems(text, Sunday).Where(p => !p.Text.StartsWith("Key 'pan' is used by no rule", StringComparison.Ordinal) && !p.Text.Contains("purpose 'case', so", StringComparison.Ordinal) && !p.Text.Contains("ends in less than", StringComparison.Ordinal)).ToList();

        if (message is null)
        {
            Assert.Empty(warnings);
            return;
        }

        var warning = Assert.Single(warnings);
        Assert.Equal(Severity.Warning, warning.Severity);
        Assert.Contains(message, warning.Text);
        PolicyText.AssertAt(warning, text, at!);
    }

    [Theory]
    [InlineData("Mon-Fri 08:00-18:00 UTC", "Mon 09:00-10:00 UTC", true)]
    [InlineData("Mon-Fri 08:00-18:00 UTC", "Mon 09:00-19:00 UTC", false)]
    [InlineData("Mon-Fri 08:00-18:00 UTC", "Mon 09:00-10:00 Europe/Berlin", false)]
    public void A_denial_swallows_what_is_allowed_within_its_hours(string denied, string allowed, bool swallows)
    {
        var text = PolicyText.With("people: tills}", $"people: tills, hours: \"{allowed}\"}}\n  - {{id: A3, deny: [write], topics: \"**\", people: \"*\", hours: \"{denied}\"}}");

        Assert.Equal(swallows, PolicyText.Problems(text).Any(p => p.Text.StartsWith("Rule A2 never allows anything: A3 denies all of it", StringComparison.Ordinal)));
    }
}
