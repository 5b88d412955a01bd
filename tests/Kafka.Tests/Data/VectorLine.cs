using System.Text.Json;

namespace Compliance.Kafka.Tests.Data;

/// <summary>One line of a vector file: where it stands and what it says.</summary>
internal sealed record VectorLine(string File, int Number, JsonElement Json)
{
    /// <summary>The encoded bytes.</summary>
    public byte[] Bytes => Convert.FromHexString(Text("hex"));

    public string Text(string property) => Json.GetProperty(property).GetString()!;

    public int Int32(string property) => Json.GetProperty(property).GetInt32();

    public override string ToString() => $"{File}:{Number}";
}
