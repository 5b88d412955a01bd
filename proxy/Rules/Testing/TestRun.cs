using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Testing;

/// <summary>
/// One test carried out: access first, then the produce rules, then, of a read, the reader's consume rules.
/// The value of a read was written by somebody whom no exception spares. Gathers what acted. One use per instance.
/// </summary>
internal sealed class TestRun(RuleSet rules, ApplyPlan apply, TestEntry test, DateTimeOffset now)
{
    private readonly Caller _caller = new(test.Principal.Value, test.Purpose?.Value);
    private readonly DateTimeOffset _at = test.At ?? now;

    internal bool IsAllowed { get; private set; }

    /// <summary>Ids of rules and tickets of exceptions.</summary>
    internal HashSet<string> Acted { get; } = new(StringComparer.Ordinal);

    internal byte[]? Written { get; private set; }

    /// <summary>What the produce rules left; null: no value, or a fault.</summary>
    internal ReadOnlyMemory<byte>? Stored { get; private set; }

    /// <summary>What the client gets to see; of a write what is stored.</summary>
    internal ReadOnlyMemory<byte>? Result { get; private set; }

    internal string? Fault { get; private set; }

    /// <summary>How its event is kept, or that of its refusal.</summary>
    internal AuditMode Audit { get; private set; }

    /// <summary>An audit rule says so; else it is what goes without saying.</summary>
    internal bool IsAuditRuled { get; private set; }

    internal void Run()
    {
        var isOfTopic = Ask(test.IsWrite ? Operation.Write : Operation.Read, ResourceType.Topic, test.Topic.Value);
        IsAllowed = isOfTopic && (test.Group is not { } group || Ask(Operation.Read, ResourceType.Group, group.Value));
        // Where only the group is denied, the group's requests are refused, which name no topic.
        if (isOfTopic && !IsAllowed)
            AskAudit(ApiGroup.Groups, null);
        else
            AskAudit(test.IsWrite ? ApiGroup.Produce : ApiGroup.Fetch, test.Topic.Value);
        if (!IsAllowed || test.Value is null)
            return;

        Written = YamlJson.Write(test.Value);
        Result = Stored = Apply(rules.BuildPlan(test.IsWrite ? _caller : null, test.Topic.Value, When.Produce, _at), Written);
        if (!test.IsWrite && Stored is { } stored)
            Result = Apply(rules.BuildPlan(_caller, test.Topic.Value, When.Consume, _at), stored);
    }

    private bool Ask(Operation operation, ResourceType type, string name)
    {
        var decision = rules.Decide(_caller, operation, type, name);
        // A denial has one cause; what was allowed before it did not decide.
        if (!decision.Allowed)
            Acted.Clear();
        if (decision.RuleId is { } id)
            Acted.Add(id);
        return decision.Allowed;
    }

    private void AskAudit(ApiGroup group, string? topic)
    {
        var modes = rules.AuditFor(_caller, topic);
        Audit = modes.Of(group, !IsAllowed, failed: false, AuditMode.Durable);
        IsAuditRuled = modes.Of(group, !IsAllowed) is not null;
    }

    private ReadOnlyMemory<byte>? Apply(FieldPlan plan, ReadOnlyMemory<byte> value)
    {
        if (plan.IsEmpty)
            return value;
        var result = apply(plan, value);
        foreach (var rule in result.Acted)
        {
            Acted.Add(rule.RuleId);
            if (rule.Exemption is { } exemption)
                Acted.Add(exemption.Ticket);
        }

        Fault ??= result.Fault;
        if (result.Fault is not null)
            return null;
        return result.Value;
    }
}
