using System.Text;
using Compliance.Fuzz.Engine;
using Compliance.Protect.Formats;
using Compliance.Protect.Schemas;

namespace Compliance.Fuzz.Formats;

/// <summary>Texts of .proto files, as a registry may send them: each becomes a schema or the reason why it is none.</summary>
internal sealed class ProtoTarget : Target
{
    private const string Sample = """
        syntax = "proto3";
        package a.b;
        import "google/protobuf/timestamp.proto";
        import "other.proto";
        option java_package = "x";
        /* a comment */
        message M { reserved 5 to 9, 11; string a = 1 [json_name = "A", deprecated = true]; repeated int32 b = 2; map<string, N> c = 3; oneof o { bytes d = 4; N e = 10; } message N { optional M m = 1; google.protobuf.Timestamp t = 2; } enum E { Z = 0; Y = -1; } E f = 12; other.O g = 13; }
        """;

    public override string Name => "proto";
    public override int Share => 1;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "message", "enum", "oneof", "map<", ">", "{", "}", "[", "]", ";", "=", "\"", "import", "public", "syntax = \"proto2\";", "edition = \"2023\";", "extend", "extensions 100 to max;", "group", "required", "optional", "repeated",
            "string", "bytes", "int32", "a.b.M", ".M", "1", "-1", "0x7fffffff", "536870912", "//", "/*", "service", "rpc", "returns", "stream", "option", "(x)", "reserved", "default = ", "packed = true", "google.protobuf.Struct", "inf", "\\x", "é",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override void Feed(ReadOnlyMemory<byte> input, Probe probe)
    {
        string text = Encoding.UTF8.GetString(input.Span);
        probe.Begin();
        var schema = SchemaFactory.Make(new SchemaText("", "PROTOBUF", text, [new SchemaText("other.proto", "PROTOBUF", "syntax = \"proto3\"; package other; message O { string s = 1; }", [])]));
        probe.End((4L << 20) + (4096L * input.Length));
        probe.Count(schema is UnusableSchema ? "refused" : "schema");
        Demand(schema is not UnusableSchema { Why: "" }, "refused for no reason");
    }

    protected override IReadOnlyList<Sample> MakeSamples() =>
        [new Sample(Encoding.UTF8.GetBytes(Sample)), new Sample("message A { required string a = 1; optional group B = 2 { optional int32 c = 3 [default = 7]; } extensions 10 to 20; } extend A { optional string e = 10; }"u8.ToArray())];
}
