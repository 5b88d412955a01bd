using System.Text;
using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Tests.Wire;
using Compliance.Kafka.Wire;
using Xunit.Sdk;

namespace Compliance.Fuzz.Wire;

/// <summary>
/// The splicer. Of an accepted message some nodes are changed, and the same on a plain tree of it: the walker must accept what was written
/// and find in it the tree, nothing else changed. Without edits, the bytes leave as they came.
/// </summary>
internal sealed class EditsTarget : Target
{
    private static readonly byte[] Longer = Encoding.UTF8.GetBytes(new string('x', 300));
    private readonly Walk _walk = new();
    private readonly Edits _edits;
    private readonly HashSet<int> _changed = [];
    private byte[] _written = new byte[4096];

    public EditsTarget() => _edits = new Edits(_walk);

    public override string Name => "edits";
    public override int Share => 60;
    public override int Head => MessageInput.Head;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (MessageInput.Read(input) is not { Embedded: FieldRole.None } message || message.ReadInto(_walk) is not null)
        {
            probe.Count("refused");
            return;
        }

        Demand(_edits.NewLength == message.Body.Length, "another length without an edit");
        if (_written.Length < message.Body.Length)
            _written = new byte[message.Body.Length];
        _edits.WriteTo(_written);
        Demand(_written.AsSpan(0, message.Body.Length).SequenceEqual(message.Body.Span), "other bytes without an edit");
        probe.Count("edited");
        var dice = Dice.Of(input.Span);
        try
        {
            using var pair = new SplicePair(_walk, _edits);
            _changed.Clear();
            for (int changes = 1 + dice.Below(6); changes > 0; changes--)
            {
                // One change for each node: which of two counts is the splicer's business, not the tree's.
                if (dice.Below(_walk.Nodes.Length) is var node && _changed.Add(node))
                    Change(pair, node, ref dice);
            }

            pair.Check("edits");
        }
        catch (XunitException difference)
        {
            throw new OracleException(difference.Message);
        }
    }

    protected override void Release()
    {
        _edits.Dispose();
        _walk.Dispose();
    }

    protected override IReadOnlyList<Sample> MakeSamples() => Golden.Samples(vector => vector.HeaderVersion is not null);

    private void Change(SplicePair pair, int node, ref Dice dice)
    {
        var at = _walk.Nodes[node];
        bool removable = at.Kind == NodeKind.Tag || (at.Parent >= 0 && _walk.Nodes[at.Parent].Kind == NodeKind.Array);
        if (removable && dice.OneIn(3))
        {
            pair.Remove(node);
            return;
        }

        if (pair.Field(node) is not { } field)
            return;
        if (field.Nullable && dice.OneIn(3))
            pair.SetNull(node);
        else if (field.Type is FieldType.String or FieldType.Bytes or FieldType.Records)
            pair.SetContent(node, dice.OneIn(2) ? Longer : Longer[..dice.Below(200)]);
        else if (field.Type == FieldType.Array && field.ItemType is null && at.Count > 0)
            pair.AppendCopy(node, node + 1);
        else if (field.ItemType == FieldType.Int32 && at.Count > 0)
            pair.SetItem(node, dice.Below(at.Count), 7);
        else if (at.Kind == NodeKind.Value)
            pair.Invert(node);
    }
}
