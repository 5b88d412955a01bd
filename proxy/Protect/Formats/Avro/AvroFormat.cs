using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Avro;

/// <summary>Values in Avro's binary encoding, by the schema of their writer.</summary>
internal sealed class AvroFormat : IFormat
{
    private readonly Picks _subjects = new();
    private readonly Scratch _room = new();
    private readonly AvroWalk _walk;

    // Most values of a session are of one schema under one plan.
    private AvroSchema? _schema;
    private PathState? _root;
    private AvroPlan? _plan;

    internal AvroFormat(KeyRing keys, Edits edits)
    {
        _walk = new(keys, _subjects, edits);
    }

    public ProtectFault Read(FieldPlan plan, ValueSchema? schema, ReadOnlySpan<byte> head, ReadOnlySpan<byte> value)
    {
        var avro = (AvroSchema)schema!;
        if (plan.HasTags)
        {
            if (avro.Tagged.Of(plan) is not { } laid)
                return new(FaultKind.SchemaTooLarge, "$");
            plan = laid;
        }

        if (!ReferenceEquals(avro, _schema) || !ReferenceEquals(plan.Root, _root))
            (_schema, _root, _plan) = (avro, plan.Root, avro.PlanFor(plan));
        if (!plan.Subjects.IsEmpty)
        {
            // What is no value of its schema the walk tells of.
            _subjects.Begin(plan.Subjects, plan.Subjects.Length);
            AvroPicker.Read(avro.Root, value, plan.Subjects, _subjects, _room);
        }

        return _walk.Run(_plan!, value);
    }

    public void Clear()
    {
        _walk.Clear();
        _subjects.Clear();
        _room.Reset();
    }
}
