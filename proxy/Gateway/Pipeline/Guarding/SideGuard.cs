using Compliance.Kafka.Records;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Pipeline.Guarding;

/// <summary>
/// Applies a plan to what stands beside a record's value: its key, and each of its headers. What can't be read becomes null; the owner decides
/// whether the record goes on so. Owned by one guard, and works on the record that the guard's rebuilder has reached; between sets it holds no buffer.
/// </summary>
/// <param name="protector">Of the guard.</param>
/// <param name="rebuilder">Of the guard.</param>
/// <param name="finds">Takes what was found by rules that have the record quarantined.</param>
internal sealed class SideGuard(ValueProtector protector, BatchRebuilder rebuilder, List<(FieldRule Rule, string Path)> finds)
{
    private readonly ReplyBuffer _made = new();
    private readonly List<ProtectFault> _faults = [];

    /// <summary>What could not be read of the last record.</summary>
    public IReadOnlyList<ProtectFault> Faults => _faults;

    private static ReadOnlySpan<byte> SchemaHeaderName => "__key_schema_id"u8;

    /// <summary>Whether key or headers are others now.</summary>
    public bool Apply(FieldPlan plan, in RecordView record, ProtectCounts counts, Action<SchemaId>? missing)
    {
        _faults.Clear();
        var changed = plan.Key is { } key && !record.IsKeyNull && ApplyToKey(key, record, counts, missing);
        if (plan.Headers.IsEmpty)
            return changed;
        var index = 0;
        foreach (var header in record.Headers)
        {
            if (!header.IsNull && PlanOf(plan, header.Key) is { } part)
                changed |= ApplyToHeader(part, index, header.Key, header.Value, counts);
            index++;
        }

        return changed;
    }

    public void Release() => _made.Release();

    private bool ApplyToKey(FieldPlan plan, in RecordView record, ProtectCounts counts, Action<SchemaId>? missing)
    {
        var schema = (plan.Formats & ValueFormats.Framed) == 0 ? default : record.Headers.Last(SchemaHeaderName);
        switch (Protect(plan, record.Key, counts, schema, missing))
        {
            case ProtectResult.Changed:
                rebuilder.ReplaceKey(_made.Written.Span);
                return true;
            case ProtectResult.Taken or ProtectResult.Unreadable:
                rebuilder.ReplaceKeyNull();
                return true;
            default:
                return false;
        }
    }

    private bool ApplyToHeader(FieldPlan plan, int index, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ProtectCounts counts)
    {
        switch (Protect(plan, value, counts, schemaHeader: default, missing: null, name))
        {
            case ProtectResult.Changed:
                rebuilder.ReplaceHeader(index, _made.Written.Span);
                return true;
            case ProtectResult.Taken when plan.Taken is { Treatment: Drop }:
                rebuilder.DropHeader(index);
                return true;
            case ProtectResult.Taken or ProtectResult.Unreadable:
                rebuilder.ReplaceHeaderNull(index);
                return true;
            default:
                return false;
        }
    }

    private ProtectResult Protect(FieldPlan plan, ReadOnlySpan<byte> bytes, ProtectCounts counts, ReadOnlySpan<byte> schemaHeader, Action<SchemaId>? missing, ReadOnlySpan<byte> header = default)
    {
        _made.Reset();
        var outcome = protector.Apply(plan, bytes, _made, counts, schemaHeader, missing, header);
        finds.AddRange(protector.Quarantined);
        if (outcome.IsUnreadable)
            _faults.Add(outcome.Fault);
        return outcome.Result;
    }

    private static FieldPlan? PlanOf(FieldPlan plan, ReadOnlySpan<byte> name)
    {
        foreach (var header in plan.Headers)
        {
            if (header.Name.Takes(name))
                return header.Plan;
        }

        return null;
    }
}
