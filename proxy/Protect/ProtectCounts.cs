using System.Runtime.InteropServices;
using Compliance.Rules.Compiled;

namespace Compliance.Protect;

/// <summary>
/// What was masked and what was seen in clear over any number of values, names and counts only. Owned by one session, not thread-safe,
/// cleared and used again: once it has grown to the number of rules it allocates nothing.
/// </summary>
public sealed class ProtectCounts
{
    private readonly List<RuleCount> _rules = [];

    /// <summary>Values changed or removed; a redacted or dropped object counts once.</summary>
    public long Masked { get; private set; }

    /// <summary>Values passed in clear under an exception.</summary>
    public long Clear { get; private set; }

    /// <summary>Values, keys and headers that could not be read under their plan.</summary>
    public long Failures { get; private set; }

    /// <summary>Records kept from their reader by rules of rows.</summary>
    public long Withheld { get; private set; }

    /// <summary>Each rule that acted, in the order of its first time. Valid until the next call that counts.</summary>
    public ReadOnlySpan<RuleCount> Rules => CollectionsMarshal.AsSpan(_rules);

    /// <summary>
    /// Tickets of the exceptions that were used, each once, in the order of their first use, with ", " between. Several of them cost a
    /// string at each call.
    /// </summary>
    public string? ExemptionTickets
    {
        get
        {
            string? tickets = null;
            for (var i = 0; i < _rules.Count; i++)
            {
                if (_rules[i] is { Clear: > 0, Rule.Exemption.Ticket: { } ticket } && !IsUsedBefore(ticket, i))
                    tickets = tickets is null ? ticket : $"{tickets}, {ticket}";
            }

            return tickets;
        }
    }

    /// <summary>Appends names that are not there yet: classes found, classes seen in clear, paths as the policy writes them, techniques.</summary>
    public void AddNames(ICollection<string> classes, ICollection<string> clearClasses, ICollection<string> fields, ICollection<string> techniques)
    {
        foreach (ref readonly var count in Rules)
        {
            AddOnce(classes, count.Rule.Class);
            if (count.Clear > 0)
                AddOnce(clearClasses, count.Rule.Class);
            if (count.Masked == 0)
                continue;
            AddOnce(fields, count.Rule.PathText);
            AddOnce(techniques, count.Rule.Treatment.Name);
        }
    }

    public void Reset()
    {
        _rules.Clear();
        Masked = 0;
        Clear = 0;
        Failures = 0;
        Withheld = 0;
    }

    internal void Count(FieldRule rule)
    {
        var clear = rule.Treatment.Technique == Technique.Reveal;
        if (clear)
            Clear++;
        else
            Masked++;

        foreach (ref var count in CollectionsMarshal.AsSpan(_rules))
        {
            if (!ReferenceEquals(count.Rule, rule))
                continue;
            count = clear ? count with { Clear = count.Clear + 1 } : count with { Masked = count.Masked + 1 };
            return;
        }

        _rules.Add(new(rule, clear ? 0 : 1, clear ? 1 : 0));
    }

    /// <summary>A batch or record that could not even be offered as a value.</summary>
    public void CountFailure() => Failures++;

    public void CountWithheld(int records) => Withheld += records;

    private bool IsUsedBefore(string ticket, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (_rules[i] is { Clear: > 0 } && _rules[i].Rule.Exemption?.Ticket == ticket)
                return true;
        }

        return false;
    }

    private static void AddOnce(ICollection<string> names, string name)
    {
        if (!names.Contains(name))
            names.Add(name);
    }
}
