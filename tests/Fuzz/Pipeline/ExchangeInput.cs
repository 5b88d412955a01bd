using System.Buffers.Binary;
using Compliance.Fuzz.Corpus;
using Compliance.Fuzz.Engine;
using Compliance.Fuzz.Records;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Fuzz.Pipeline;

/// <summary>
/// An exchange within an input: <c>user uint8, key int16, version uint8, request, divider, answer</c>; a divider and no lengths, so that
/// either side may grow. Without a divider there is no answer. An input is one exchange or several, with another divider between them.
/// </summary>
internal readonly record struct ExchangeInput(int User, ApiRow Api, short Version, ReadOnlyMemory<byte> Request, ReadOnlyMemory<byte> Answer)
{
    public const int Head = 4;
    private const int MostExchanges = 4;
    private static readonly byte[] Divider = [.. "\0--answer--\0"u8];
    private static readonly byte[] Next = [.. "\0--next--\0"u8];

    /// <summary>Where the exchanges of an input lie.</summary>
    public static List<Range> Split(ReadOnlySpan<byte> input)
    {
        var parts = new List<Range>();
        for (int at = 0; parts.Count < MostExchanges;)
        {
            int length = input[at..].IndexOf(Next);
            parts.Add(length < 0 ? at..input.Length : at..(at + length));
            if (length < 0)
                break;
            at += length + Next.Length;
        }

        return parts;
    }

    /// <summary>Samples one behind the other.</summary>
    public static Sample Join(params Sample[] exchanges)
    {
        var bytes = new List<byte>();
        var marks = new List<int>();
        foreach (var exchange in exchanges)
        {
            if (bytes.Count > 0)
                bytes.AddRange(Next);
            marks.AddRange(exchange.Marks.Select(mark => bytes.Count + mark));
            bytes.AddRange(exchange.Bytes);
        }

        return new Sample([.. bytes], [.. marks]);
    }

    /// <summary>Null where the head names no API that a broker offers, or no version of it.</summary>
    public static ExchangeInput? Read(ReadOnlyMemory<byte> input)
    {
        if (input.Length < Head)
            return null;
        var (api, version) = (ApiTable.Find(BinaryPrimitives.ReadInt16BigEndian(input.Span[1..])), input.Span[3]);
        if (api is not { OnBroker: true } || !api.Knows(version))
            return null;
        var rest = input[Head..];
        int divider = rest.Span.IndexOf(Divider);
        return divider < 0
            ? new ExchangeInput(input.Span[0], api, version, rest, default)
            : new ExchangeInput(input.Span[0], api, version, rest[..divider], rest[(divider + Divider.Length)..]);
    }

    public static Sample Sample(int user, ApiRow api, short version, byte[] request, byte[] answer)
    {
        int answerAt = Head + request.Length + Divider.Length;
        return new Sample(
            [(byte)user, (byte)(api.Key >> 8), (byte)api.Key, (byte)version, .. request, .. Divider, .. answer],
            [.. MessageInput.Marks(api.Request(version), request, Head), .. MessageInput.Marks(api.Response(version), answer, answerAt)]);
    }

    /// <summary>Puts the checksums of the record sets in either message right.</summary>
    public static void Mend(Span<byte> input)
    {
        foreach (var part in Split(input))
            MendOne(input[part]);
    }

    private static void MendOne(Span<byte> input)
    {
        byte[] copy = input.ToArray();
        if (Read(copy) is not { } exchange)
            return;
        Mend(input.Slice(Head, exchange.Request.Length), exchange.Request, exchange.Api.Request(exchange.Version));
        Mend(input[^exchange.Answer.Length..], exchange.Answer, exchange.Api.Response(exchange.Version));
    }

    private static void Mend(Span<byte> target, ReadOnlyMemory<byte> body, MessageProgram program)
    {
        if (!program.Has(FieldRole.Records))
            return;
        using var walk = new Walk();
        if (walk.Read(program, body) is not null)
            return;
        foreach (int node in walk.WithRole(FieldRole.Records))
            Checksums.Mend(target[walk.Nodes[node].Content..walk.Nodes[node].End]);
    }
}
