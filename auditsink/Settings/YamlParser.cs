using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Compliance.Settings;

/// <summary>Reads one YAML document into values that know their line and column. Anchors, aliases and tags are refused.</summary>
internal static class YamlParser
{
    private const int MaxDepth = 16;

    /// <summary>Null after a problem of the YAML itself, or for an empty file.</summary>
    public static YamlValue? Parse(string file, string text, List<SettingsProblem> problems)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return null;
            var value = Value(parser, 0);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<StreamEnd>(out _))
                throw new YamlException(parser.Current!.Start, parser.Current.End, "The file holds a second document; write one only.");
            return value;
        }
        catch (YamlException e)
        {
            problems.Add(new(file, (int)e.Start.Line, (int)e.Start.Column, $"This is not YAML as settings are written: {e.Message}"));
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner throws a few of the framework's own exceptions on odd escapes and version numbers.
            var (line, column) = parser.Current is { } current ? (current.Start.Line, current.Start.Column) : (1, 1);
            problems.Add(new(file, (int)line, (int)column, "This is not YAML. Mend the line, or the one before it (indentation, quotes, brackets)."));
            return null;
        }
    }

    private static YamlValue Value(IParser parser, int depth)
    {
        if (depth == MaxDepth)
            throw Refused(parser, "values are nested too deeply.");
        if (parser.Current is NodeEvent { Anchor.IsEmpty: false })
            throw Refused(parser, "anchors are not allowed; write the value out.");
        if (parser.TryConsume<Scalar>(out var scalar))
            return new YamlText(scalar.Value, (int)scalar.Start.Line, (int)scalar.Start.Column);
        if (parser.TryConsume<SequenceStart>(out var sequence))
            return List(parser, sequence, depth);
        if (parser.TryConsume<MappingStart>(out var mapping))
            return Map(parser, mapping, depth);
        throw Refused(parser, "aliases are not allowed; write the value out.");
    }

    private static YamlList List(IParser parser, SequenceStart start, int depth)
    {
        var items = new List<YamlValue>();
        while (!parser.TryConsume<SequenceEnd>(out _))
            items.Add(Value(parser, depth + 1));
        return new YamlList(items, (int)start.Start.Line, (int)start.Start.Column);
    }

    private static YamlMap Map(IParser parser, MappingStart start, int depth)
    {
        var entries = new List<(YamlText, YamlValue)>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (Value(parser, depth + 1) is not YamlText key)
                throw Refused(parser, "a key must be a word.");
            entries.Add((key, Value(parser, depth + 1)));
        }

        return new YamlMap(entries, (int)start.Start.Line, (int)start.Start.Column);
    }

    private static YamlException Refused(IParser parser, string text) => new(parser.Current!.Start, parser.Current.End, text);
}
