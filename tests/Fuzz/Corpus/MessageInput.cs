using System.Buffers.Binary;
using Compliance.Fuzz.Engine;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Corpus;

/// <summary>
/// An input that is a message's body behind a head that says which: <c>key int16, version uint8, kind uint8</c>; kinds: 0 request, 1 response,
/// 2 subscription, 3 assignment.
/// </summary>
internal readonly record struct MessageInput(MessageProgram Program, FieldRole Embedded, ReadOnlyMemory<byte> Body)
{
    public const int Head = 4;

    /// <summary>Null where the head names no message.</summary>
    public static MessageInput? Read(ReadOnlyMemory<byte> input)
    {
        if (input.Length < Head)
            return null;
        var head = input.Span;
        (short key, short version, int kind) = (BinaryPrimitives.ReadInt16BigEndian(head), head[2], head[3]);
        var body = input[Head..];
        return kind switch
        {
            0 when ApiTable.Find(key) is { } api && api.Knows(version) => new MessageInput(api.Request(version), FieldRole.None, body),
            1 when ApiTable.Find(key) is { } api && api.Knows(version) => new MessageInput(api.Response(version), FieldRole.None, body),
            2 => new MessageInput(EmbeddedFormats.Subscription(version), FieldRole.Subscription, body),
            3 => new MessageInput(EmbeddedFormats.Assignment(version), FieldRole.Assignment, body),
            _ => null,
        };
    }

    /// <summary>The sample of a body that is a message of that program, with every length and number marked.</summary>
    public static Sample Sample(MessageProgram program, byte[] body)
    {
        bool ofApi = program.Name.EndsWith("Request", StringComparison.Ordinal) || program.Name.EndsWith("Response", StringComparison.Ordinal);
        int kind = ofApi ? (program.Direction == Direction.Request ? 0 : 1) : program.Name.EndsWith("Subscription", StringComparison.Ordinal) ? 2 : 3;
        byte[] prefix = ofApi ? [] : [0, (byte)program.Version];
        short key = ofApi ? program.Api.Key : (short)0;
        byte[] input = [(byte)(key >> 8), (byte)key, (byte)program.Version, (byte)kind, .. prefix, .. body];
        return new Sample(input, Marks(program, body, Head + prefix.Length));
    }

    /// <summary>Where lengths, counts, tags and numbers of a sound body begin, behind so many bytes.</summary>
    public static int[] Marks(MessageProgram program, byte[] body, int offset)
    {
        using var walk = new Walk();
        if (walk.Read(program, body) is not null)
            return [];
        var marks = new List<int>();
        foreach (var node in walk.Nodes)
        {
            if (node.Start < node.Content || node.Kind == NodeKind.Value)
                marks.Add(node.Start + offset);
        }

        return [.. marks];
    }

    public WireFault? ReadInto(Walk walk) => Embedded == FieldRole.None ? walk.Read(Program, Body) : walk.ReadEmbedded(Embedded, Body);
}
