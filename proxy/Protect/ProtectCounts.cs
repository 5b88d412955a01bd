using System.Runtime.InteropServices;
using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Protect;

/// <summary>
/// What was masked and what was seen in clear over any number of values, names and counts only. Owned by one session, not thread-safe,
/// cleared and used again: once it has grown to the number of rules it allocates nothing.
/// </summary>
public sealed class ProtectCounts
{
    // Of more places only those that came first are told apart.
    private const int MostPlaces = 64;

    private readonly List<RuleCount> _rules = [];
    private readonly List<UndeclaredCount> _undeclared = [];

    /// <summary>Values changed or removed; a redacted or dropped object counts once.</summary>
    public long Masked { get; private set; }

    /// <summary>Values passed in clear under an exception.</summary>
    public long Clear { get; private set; }

    /// <summary>Values, keys and headers that could not be read under their plan.</summary>
    public long Failures { get; private set; }

    /// <summary>Records that could not be read where nothing is protected, only looked for.</summary>
    public long Unseen { get; private set; }

    /// <summary>What was found and is not declared, by kind and place. Valid until the next call that counts.</summary>
    public ReadOnlySpan<UndeclaredCount> Undeclared => CollectionsMarshal.AsSpan(_undeclared);

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
            // What is not declared is of no class; it stands in the evidence by itself.
            if (count.Rule.IsUndeclared)
                continue;
            AddOnce(classes, count.Rule.Class);
            if (count.Clear > 0)
                AddOnce(clearClasses, count.Rule.Class);
            if (count.Masked == 0)
                continue;
            AddOnce(fields, count.Rule.PathText);
            AddOnce(techniques, count.Rule.Treatment.Name);
        }
    }

    /// <summary>Appends kinds and places of what was found and is not declared; says how often that was.</summary>
    public long AddUndeclared(ICollection<string> kinds, ICollection<string> paths)
    {
        var found = 0L;
        foreach (ref readonly var count in Undeclared)
        {
            found += count.Count;
            AddOnce(kinds, DetectorNames.Of(count.Kind));
            AddOnce(paths, count.Path);
        }

        return found;
    }

    public void Reset()
    {
        _rules.Clear();
        _undeclared.Clear();
        Unseen = 0;
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
        Add(rule, clear ? 0 : 1, clear ? 1 : 0);
    }

    internal void CountUndeclared(FieldRule rule, string path)
    {
        var masked = rule.Treatment.Technique == Technique.Mask ? 1 : 0;
        Masked += masked;
        Add(rule, masked, 0);
        var isRoom = _undeclared.Count < MostPlaces;
        foreach (ref var count in CollectionsMarshal.AsSpan(_undeclared))
        {
            if (count.Kind != rule.Detect!.Kind || count.Treatment != rule.Treatment || count.IsQuarantined != rule.QuarantineTopic is not null || !(count.Path == path || (!isRoom && count.Path == rule.PathText)))
                continue;
            count = count with { Count = count.Count + 1 };
            return;
        }

        _undeclared.Add(new(rule.Detect!.Kind, isRoom ? path : rule.PathText, rule.Treatment, 1, rule.QuarantineTopic is not null));
    }

    private void Add(FieldRule rule, int masked, int clear)
    {
        foreach (ref var count in CollectionsMarshal.AsSpan(_rules))
        {
            if (!ReferenceEquals(count.Rule, rule))
                continue;
            count = count with { Masked = count.Masked + masked, Clear = count.Clear + clear };
            return;
        }

        _rules.Add(new(rule, masked, clear));
    }

    /// <summary>A batch or record that could not even be offered as a value.</summary>
    public void CountFailure() => Failures++;

    /// <summary>A record that could not be read where nothing is protected.</summary>
    internal void CountUnseen() => Unseen++;

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
