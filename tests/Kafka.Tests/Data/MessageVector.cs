using System.Text.Json;
using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Tests.Data;

/// <summary>One line of messages.ndjson: a message encoded by Kafka's own classes, and what it says.</summary>
internal sealed record MessageVector(MessageProgram Program, short? HeaderVersion, JsonElement Body, byte[] Bytes)
{
    private static readonly Lazy<IReadOnlyList<MessageVector>> Loaded = new(() => [.. Load(VectorFiles.Messages)]);
    private static readonly Lazy<IReadOnlyList<MessageVector>> LoadedOwn = new(() => [.. Load(VectorFiles.OwnMessages)]);

    public static IReadOnlyList<MessageVector> All => Loaded.Value;

    /// <summary>The project's own, which hold every API, version and direction.</summary>
    public static IReadOnlyList<MessageVector> Own => LoadedOwn.Value;

    /// <summary>The longest of a message's own vectors in one version.</summary>
    public static MessageVector Of(string name, short version) =>
        Own.Where(vector => vector.Program.Name == name && vector.Program.Version == version).MaxBy(vector => vector.Bytes.Length)!;

    public override string ToString() => Program.ToString();

    private static IEnumerable<MessageVector> Load(IEnumerable<VectorLine> lines)
    {
        foreach (VectorLine line in lines)
            yield return new MessageVector(ProgramOf(line.Json),
                line.Json.TryGetProperty("headerVersion", out JsonElement header) ? header.GetInt16() : null,
                line.Json.GetProperty("body"), Convert.FromHexString(line.Json.GetProperty("hex").GetString()!));
    }

    private static MessageProgram ProgramOf(JsonElement line)
    {
        short version = line.GetProperty("version").GetInt16();
        string name = line.GetProperty("name").GetString()!;
        switch (line.GetProperty("kind").GetString())
        {
            case "request":
                return Row(line).Request(version);
            case "response":
                return Row(line).Response(version);
            default:
                return name switch
                {
                    "ConsumerProtocolSubscription" => EmbeddedFormats.Subscription(version),
                    "ConsumerProtocolAssignment" => EmbeddedFormats.Assignment(version),
                    _ => ProgramCompiler.Compile(ProtocolFile.Message(name), null, Direction.Request, version),
                };
        }
    }

    private static ApiRow Row(JsonElement line) =>
        ApiTable.Find(line.GetProperty("api").GetInt16()) ?? throw new InvalidDataException($"No row for the API of {line}.");
}
