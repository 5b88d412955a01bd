using System.Buffers;
using Compliance.Protect.Formats;
using Compliance.Protect.Formats.Protobuf;
using Compliance.Protect.Formats.Protobuf.Types;
using Compliance.Protect.Keys;
using Compliance.Protect.Schemas;
using Compliance.Rules.Compiled;
using Google.Protobuf;

namespace Compliance.Protect.Tests.Formats.Protobuf;

/// <summary>Applies plans to messages of the trial schemas, which Google's own library writes and reads.</summary>
internal static class Trial
{
    internal static readonly ProtobufSchema Everything = Schema("everything.proto");
    internal static readonly ProtobufSchema Old = Schema("old.proto");

    private static readonly KeyRing Keys = Plans.Keys();

    internal static ProtobufSchema Parse(string text, params SchemaText[] references) =>
        Assert.IsType<ProtobufSchema>(ProtobufParser.Parse(new("", "PROTOBUF", text, [.. references])));

    /// <summary>The message after the plan, which must not refuse it.</summary>
    internal static T Apply<T>(FieldPlan plan, T message, ProtectCounts? counts = null) where T : class, IMessage<T>, new()
    {
        var made = Bytes(plan, message.ToByteArray(), out var fault, message is Messages.Dossier ? Old : Everything, counts);
        Assert.Equal("", fault.Text);
        var read = new T();
        read.MergeFrom(made);
        return read;
    }

    internal static string Fault(FieldPlan plan, IMessage message, ProtobufSchema? schema = null) => Fault(plan, message.ToByteArray(), schema);

    internal static string Fault(FieldPlan plan, byte[] message, ProtobufSchema? schema = null)
    {
        Bytes(plan, message, out var fault, schema ?? Everything);
        return $"{fault.Kind} at {fault.Path}";
    }

    /// <summary>The bytes after the plan, behind the index of the file's first message; where nothing changes the same array.</summary>
    internal static byte[] Bytes(FieldPlan plan, byte[] message, out ProtectFault fault, ProtobufSchema? schema = null, ProtectCounts? counts = null)
    {
        var edits = new Edits();
        var format = new ProtobufFormat(Keys, edits);
        byte[] value = [0, .. message];
        fault = format.Read(plan, schema ?? Everything, [], value);
        if (fault.Kind != FaultKind.None || !edits.Any)
            return message;
        edits.CountInto(counts ?? new());
        var output = new ArrayBufferWriter<byte>();
        edits.WriteTo([], value, output);
        return output.WrittenSpan[1..].ToArray();
    }

    private static ProtobufSchema Schema(string file)
    {
        using var text = new StreamReader(typeof(Trial).Assembly.GetManifestResourceStream(file)!);
        return Parse(text.ReadToEnd());
    }
}
