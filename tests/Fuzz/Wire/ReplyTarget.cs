using System.Buffers;
using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Wire;

/// <summary>
/// Refusals. Whatever request the walker accepts, its refusal is a response that the walker accepts, with the code in it where the writer
/// says so; and entries of it, merged into any answer of that API and version, leave an answer that the walker accepts.
/// </summary>
internal sealed class ReplyTarget : Target
{
    private const KafkaError Code = KafkaError.TopicAuthorizationFailed;
    private const int FewElements = 8;
    private static readonly Dictionary<MessageProgram, byte[][]> Answers = Golden.Messages.Where(vector => vector.Program.Name.EndsWith("Response", StringComparison.Ordinal))
        .GroupBy(vector => vector.Program).ToDictionary(group => group.Key, group => group.Select(vector => vector.Bytes).ToArray());

    private readonly Walk _request = new();
    private readonly Walk _response = new();
    private readonly Walk _again = new();
    private readonly Edits _edits;

    public ReplyTarget() => _edits = new Edits(_response);

    public override string Name => "reply";
    public override int Share => 40;
    public override int Head => MessageInput.Head;

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        if (MessageInput.Read(input) is not { Program.Direction: Direction.Request, Embedded: FieldRole.None } message || message.ReadInto(_request) is not null)
        {
            probe.Count("refused");
            return;
        }

        var program = message.Program.Api.Response(message.Program.Version);
        var output = new ArrayBufferWriter<byte>();
        probe.Begin();
        bool carried = ErrorReply.Write(_request, Code, "no", output);
        probe.End(32_768 + (1500L * input.Length));
        Accept(_again, program, output.WrittenMemory, "a refusal");
        Demand(!carried || HasCode(_again), "a refusal says that it carries the code, and does not");
        probe.Count(carried ? "refusal" : "no place for the code");
        Merge(program, Dice.Of(input.Span));
    }

    protected override void Release()
    {
        _edits.Dispose();
        _request.Dispose();
        _response.Dispose();
        _again.Dispose();
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        Golden.Samples(vector => vector.Program.Direction == Direction.Request && vector.Program.Name.EndsWith("Request", StringComparison.Ordinal));

    /// <summary>Some elements are refused; the broker answers for the rest.</summary>
    private void Merge(MessageProgram program, Dice dice)
    {
        var refused = ErrorReply.NewReply(_request);
        int entries = 0;
        for (int node = 1; node < _request.Nodes.Length && entries < FewElements; node++)
        {
            if (_request.Nodes[_request.Nodes[node].Parent].Kind != NodeKind.Array || !dice.OneIn(3) || !ErrorReply.HasEntries(_request, node))
                continue;
            ErrorReply.Add(refused, _request, node, Code);
            entries++;
        }

        if (entries == 0)
            return;
        Accept(_again, program, refused.Encode(), "a refusal in part");
        // An entry whose code stands with its partitions has no place for it where the request names none.
        bool carried = HasCode(_again);
        // An answer of Kafka's own may happen to name what was refused: no broker does, and its entry then stands for both.
        bool isEmpty = dice.OneIn(3) || !Answers.ContainsKey(program);
        byte[] answer = isEmpty ? new Message(program).Encode() : Answers[program][dice.Below(Answers[program].Length)];
        Accept(_response, program, answer, "the broker's answer");
        _edits.Clear();
        ErrorReply.Merge(refused, _response, _edits);
        byte[] merged = new byte[_edits.NewLength];
        _edits.WriteTo(merged);
        Accept(_again, program, merged, "a merged answer");
        Demand(!carried || !isEmpty || HasCode(_again), "a merged answer without the code");
    }

    private static void Accept(Walk walk, MessageProgram program, ReadOnlyMemory<byte> body, string what)
    {
        if (walk.Read(program, body) is { } fault)
            throw new OracleException($"{what} is refused: {fault}");
    }

    private static bool HasCode(Walk walk)
    {
        foreach (int node in walk.WithRole(FieldRole.ErrorCode))
        {
            if (walk.Int16(node) == (short)Code)
                return true;
        }

        return false;
    }
}
