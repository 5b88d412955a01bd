using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Wire;

/// <summary>
/// The walker, with every API, version and direction, and what group members say to each other. It allocates nothing; a refused body leaves
/// no node; what it accepts, the object tree accepts too and writes back byte for byte where Kafka's own encoder would have written that.
/// </summary>
internal sealed class WalkTarget : Target
{
    /// <summary>The tree is built of objects and takes many times as long as the walk.</summary>
    private const int TreeOneIn = 4;
    private readonly Walk _walk = new();
    private readonly Walk _again = new();

    public override string Name => "walk";
    public override int Share => 300;
    public override int Head => MessageInput.Head;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (MessageInput.Read(input) is not { } message)
        {
            probe.Count("no such message");
            return;
        }

        probe.Begin();
        var fault = message.ReadInto(_walk);
        probe.End(0);
        if (fault is { } found)
        {
            Demand(_walk.Nodes.Length == 0, "a refused body left nodes");
            Demand(found.Offset >= 0 && found.Offset <= message.Body.Length, "a fault beyond the bytes");
            probe.Count(Kinds.Of(found.Kind));
            return;
        }

        if (_walk.Nodes.Length == 0)
        {
            Demand(message.Embedded != FieldRole.None && message.Body.IsEmpty, "an accepted body without nodes");
            probe.Count("empty");
            return;
        }

        TapeCheck.Run(_walk, message.Body.Length);
        probe.Count("accepted");
        if (message.Embedded == FieldRole.None && Dice.Of(input.Span).OneIn(TreeOneIn))
            CheckTree(message);
    }

    protected override void Release()
    {
        _walk.Dispose();
        _again.Dispose();
    }

    protected override IReadOnlyList<Sample> MakeSamples() => Golden.Samples(_ => true);

    private void CheckTree(MessageInput message)
    {
        byte[] encoded = Message.Decode(_walk).Encode();
        bool same = message.Body.Span.SequenceEqual(encoded);
        if (TapeCheck.IsCanonical(_walk))
            Demand(same, "the tree does not write back what was walked");
        if (same)
            return;
        if (_again.Read(message.Program, encoded) is { } fault)
            throw new OracleException($"what the tree writes is refused: {fault}");
        Demand(Message.Decode(_again).Encode().AsSpan().SequenceEqual(encoded), "the tree does not settle");
    }
}
