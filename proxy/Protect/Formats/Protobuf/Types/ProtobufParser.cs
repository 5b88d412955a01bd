using Compliance.Protect.Schemas;
using Google.Protobuf.Reflection;

namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>
/// Makes a schema of .proto text and of the texts that it imports. The text is a stranger's: what could exhaust the parser is refused
/// before it sees it. Stateless.
/// </summary>
internal static class ProtobufParser
{
    /// <summary>Where the well-known messages are imported from.</summary>
    internal const string Google = "google/protobuf/";

    private const int MostCharacters = 1 << 20;
    private const int DeepestBraces = 64;

    // Which the registry's clients have at hand, so that nobody registers them.
    private static readonly (string Name, string Text)[] Known =
    [
        ("confluent/meta.proto", """
            syntax = "proto3";
            package confluent;
            import "google/protobuf/descriptor.proto";
            message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }
            extend google.protobuf.FileOptions { Meta file_meta = 1088; }
            extend google.protobuf.MessageOptions { Meta message_meta = 1088; }
            extend google.protobuf.FieldOptions { Meta field_meta = 1088; }
            extend google.protobuf.EnumOptions { Meta enum_meta = 1088; }
            extend google.protobuf.EnumValueOptions { Meta enum_value_meta = 1088; }
            """),
        ("confluent/type/decimal.proto", """
            syntax = "proto3";
            package confluent.type;
            message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }
            """),
    ];

    internal static ValueSchema Parse(SchemaText text)
    {
        var texts = text.References.Prepend(text).ToList();
        if (texts.Sum(t => (long)t.Text.Length) > MostCharacters)
            return new UnusableSchema($"it and its references have more than {MostCharacters} characters");
        if (texts.Exists(t => IsTooDeep(t.Text)))
            return new UnusableSchema($"braces are nested deeper than {DeepestBraces}");
        try
        {
            return ParseAll(text, texts);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The parser is another's, and does not say what it throws.
            return new UnusableSchema($"the parser gave up: {e.GetType().Name}");
        }
    }

    private static ValueSchema ParseAll(SchemaText text, List<SchemaText> texts)
    {
        var files = new FileDescriptorSet();
        foreach (var (name, known) in Known.Where(k => !texts.Exists(t => t.Name == k.Name)))
            files.Add(name, includeInOutput: false, new StringReader(known));
        // Those the parser has itself, and nobody else's, are what their names say.
        foreach (var reference in text.References.Where(r => !r.Name.StartsWith(Google, StringComparison.Ordinal)))
            files.Add(reference.Name, includeInOutput: true, new StringReader(reference.Text));
        // A name that nothing can import.
        const string Main = "\0main";
        files.Add(Main, includeInOutput: true, new StringReader(text.Text));
        files.Process();
        return files.GetErrors().FirstOrDefault(e => e.IsError) is { } error
            ? new UnusableSchema($"line {error.LineNumber}, column {error.ColumnNumber}: {error.Message}")
            : new TypeBuilder(files.Files).Build(files.Files.First(f => f.Name == Main));
    }

    /// <summary>Braces in texts and comments count too: no schema has so many.</summary>
    private static bool IsTooDeep(string text)
    {
        var depth = 0;
        foreach (var character in text)
        {
            // One that closes nothing must not make room for one that opens.
            depth = Math.Max(0, depth + (character switch { '{' or '[' or '<' or '(' => 1, '}' or ']' or '>' or ')' => -1, _ => 0 }));
            if (depth > DeepestBraces)
                return true;
        }

        return false;
    }
}
