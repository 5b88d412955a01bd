using Google.Protobuf.Reflection;
using Label = Google.Protobuf.Reflection.FieldDescriptorProto.Label;
using Type = Google.Protobuf.Reflection.FieldDescriptorProto.Type;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>Makes message types of parsed files: first all messages, then their fields, which name them. One use per instance.</summary>
internal sealed class TypeBuilder(IReadOnlyCollection<FileDescriptorProto> files)
{
    private readonly Dictionary<string, MessageType> _messages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _emptyEnums = new(StringComparer.Ordinal);

    internal ProtobufSchema Build(FileDescriptorProto main)
    {
        foreach (var file in files)
            AddNames(Prefix(file), file.MessageTypes, file.EnumTypes, file.Name.StartsWith(ProtobufParser.Google, StringComparison.Ordinal));
        foreach (var file in files)
        {
            AddFields(Prefix(file), file.MessageTypes);
            AddExtensions(Prefix(file), file.Extensions);
        }

        MessageTags.AddTo(_messages.Values);
        return new([.. main.MessageTypes.Select(m => _messages[Prefix(main) + m.Name])]);
    }

    private static string Prefix(FileDescriptorProto file) => string.IsNullOrEmpty(file.Package) ? "." : $".{file.Package}.";

    private void AddNames(string prefix, List<DescriptorProto> messages, List<EnumDescriptorProto> enums, bool isGoogles)
    {
        foreach (var @enum in enums)
            _emptyEnums[prefix + @enum.Name] = @enum.Values.Count > 0 ? @enum.Values[0].Number : 0;
        foreach (var message in messages)
        {
            var name = prefix + message.Name;
            AddNames(name + ".", message.NestedTypes, message.EnumTypes, isGoogles);
            var type = new MessageType { Name = name, Known = _messages, IsMapEntry = IsEntry(message), WellKnown = isGoogles ? WellKnownOf(message.Name) : WellKnown.No };
            type.Nested.AddRange(message.NestedTypes.Select(n => _messages[$"{name}.{n.Name}"]));
            _messages[name] = type;
        }
    }

    private void AddFields(string prefix, List<DescriptorProto> messages)
    {
        foreach (var message in messages)
        {
            var name = prefix + message.Name;
            _messages[name].Fields.AddRange(message.Fields.Select(f => Field(f, f.Name, f.JsonName)));
            AddFields(name + ".", message.NestedTypes);
            AddExtensions(name + ".", message.Extensions);
        }
    }

    private void AddExtensions(string prefix, List<FieldDescriptorProto> extensions)
    {
        foreach (var extension in extensions)
        {
            var name = (prefix + extension.Name)[1..];
            if (_messages.TryGetValue(extension.Extendee, out var extended))
                extended.Fields.Add(Field(extension, name, $"[{name}]"));
        }
    }

    private FieldType Field(FieldDescriptorProto field, string name, string jsonName)
    {
        var message = field.type is Type.TypeMessage or Type.TypeGroup ? _messages[field.TypeName] : null;
        return new(
            field.Number, name, string.IsNullOrEmpty(jsonName) ? name : jsonName, Scalar(field.type), message,
            field.label == Label.LabelRepeated, field.label == Label.LabelRequired,
            field.type == Type.TypeEnum ? _emptyEnums.GetValueOrDefault(field.TypeName) : 0)
        {
            Tags = FieldMeta.TagsOf(field.Options),
        };
    }

    /// <summary>The parser marks them so; a schema that does so itself may do it to anything.</summary>
    private static bool IsEntry(DescriptorProto message) =>
        message.Options?.MapEntry == true && message.Fields is [{ Number: 1 }, { Number: 2 }];

    private static WellKnown WellKnownOf(string name) => name switch
    {
        "DoubleValue" or "FloatValue" or "Int64Value" or "UInt64Value" or "Int32Value" or "UInt32Value" or "BoolValue" or "StringValue" or "BytesValue" => WellKnown.Wrapper,
        "Timestamp" => WellKnown.Timestamp,
        "Struct" => WellKnown.Struct,
        "Value" => WellKnown.Value,
        "ListValue" => WellKnown.List,
        "Any" => WellKnown.Any,
        _ => WellKnown.No,
    };

    private static ScalarType Scalar(Type type) => type switch
    {
        Type.TypeString => ScalarType.Text,
        Type.TypeBytes => ScalarType.Bytes,
        Type.TypeBool => ScalarType.Bool,
        Type.TypeEnum => ScalarType.Enum,
        Type.TypeInt32 => ScalarType.Int32,
        Type.TypeInt64 => ScalarType.Int64,
        Type.TypeUint32 => ScalarType.UInt32,
        Type.TypeUint64 => ScalarType.UInt64,
        Type.TypeSint32 => ScalarType.SInt32,
        Type.TypeSint64 => ScalarType.SInt64,
        Type.TypeFixed32 => ScalarType.Fixed32,
        Type.TypeFixed64 => ScalarType.Fixed64,
        Type.TypeSfixed32 => ScalarType.SFixed32,
        Type.TypeSfixed64 => ScalarType.SFixed64,
        Type.TypeFloat => ScalarType.Float,
        Type.TypeDouble => ScalarType.Double,
        _ => ScalarType.None,
    };
}
