using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>
/// What was asked, carried out: access first, then the produce rules, then, of a read, the reader's consume rules.
/// The record of a read was written by somebody whom no exception spares. Gathers what acted. One use per instance.
/// </summary>
internal sealed class TestRun(RuleSet rules, ApplyPlan apply, Asked asked)
{
    private readonly Asked _asked = asked.Under(rules);

    internal bool IsAllowed { get; private set; }

    /// <summary>Ids of rules and tickets of exceptions.</summary>
    internal HashSet<string> Acted { get; } = new(StringComparer.Ordinal);

    /// <summary>Every question about access, and its answer.</summary>
    internal List<(string What, Decision Decision)> Decisions { get; } = [];

    /// <summary>The produce rules at work; null: it did not come to that.</summary>
    internal RuleStep? Writing { get; private set; }

    /// <summary>The consume rules at work.</summary>
    internal RuleStep? Reading { get; private set; }

    /// <summary>What the produce rules left; null: no record, or a fault.</summary>
    internal RecordParts? Stored { get; private set; }

    /// <summary>What the client gets to see; of a write what is stored.</summary>
    internal RecordParts? Result { get; private set; }

    internal string? Fault { get; private set; }

    /// <summary>The rule of rows that keeps the record from its reader.</summary>
    internal string? WithheldBy { get; private set; }

    /// <summary>The topics to which the record goes whole, before it is stored.</summary>
    internal IEnumerable<string> QuarantinedTo => Fault is null ? (Writing?.Acted ?? []).Select(rule => rule.QuarantineTopic).OfType<string>().Distinct() : [];

    /// <summary>How its event is kept, or that of its refusal.</summary>
    internal AuditMode Audit { get; private set; }

    /// <summary>An audit rule says so; else it is what goes without saying.</summary>
    internal bool IsAuditRuled { get; private set; }

    internal void Run()
    {
        var isOfTopic = Ask(_asked.IsWrite ? Operation.Write : Operation.Read, ResourceType.Topic, _asked.Topic);
        IsAllowed = isOfTopic && (_asked.Group is not { } group || Ask(Operation.Read, ResourceType.Group, group));
        // Where only the group is denied, the group's requests are refused, which name no topic.
        if (isOfTopic && !IsAllowed)
            AskAudit(ApiGroup.Groups, null);
        else
            AskAudit(_asked.IsWrite ? ApiGroup.Produce : ApiGroup.Fetch, _asked.Topic);
        if (!IsAllowed || _asked.Record is not { } record)
            return;

        Result = Stored = Apply(rules.BuildPlan(_asked.IsWrite ? _asked.Caller : null, _asked.Topic, When.Produce, _asked.At), record, out var writing);
        Writing = writing;
        if (_asked.IsWrite || Stored is not { } stored)
            return;
        Result = Apply(rules.BuildPlan(_asked.Caller, _asked.Topic, When.Consume, _asked.At), stored, out var reading);
        Reading = reading;
    }

    private bool Ask(Operation operation, ResourceType type, string name)
    {
        var decision = rules.Decide(_asked.Caller, operation, type, name);
        Decisions.Add(($"{(operation == Operation.Write ? "write to" : "read from")} the {(type == ResourceType.Topic ? "topic" : "group")} {name}", decision));
        // A denial has one cause; what was allowed before it did not decide.
        if (!decision.Allowed)
            Acted.Clear();
        if (decision.RuleId is { } id)
            Acted.Add(id);
        return decision.Allowed;
    }

    private void AskAudit(ApiGroup group, string? topic)
    {
        var modes = rules.AuditFor(_asked.Caller, topic);
        Audit = modes.Of(group, !IsAllowed, failed: false, AuditMode.Durable);
        IsAuditRuled = modes.Of(group, !IsAllowed) is not null;
    }

    private RecordParts? Apply(FieldPlan plan, RecordParts record, out RuleStep step)
    {
        step = new(plan, []);
        if (plan.IsEmpty)
            return record;
        var result = apply(plan, record);
        step = new(plan, result.Acted);
        WithheldBy = result.WithheldBy;
        Acted.UnionWith(plan.Rows.Select(row => row.Id));
        foreach (var rule in result.Acted)
        {
            Acted.Add(rule.RuleId);
            if (rule.Exemption is { } exemption)
                Acted.Add(exemption.Ticket);
        }

        Fault ??= result.Fault;
        if (result.Fault is not null || result.WithheldBy is not null)
            return null;
        return result.Record;
    }
}
