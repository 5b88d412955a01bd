using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Compliance.Rules.Documents;

/// <summary>
/// Makes a tree of one YAML document and refuses what lets a reader and the proxy see two different things: duplicate keys,
/// anchors and aliases, tags, several documents. Bounded in size, depth and number of nodes.
/// </summary>
public sealed class YamlTree
{
    private const int MaxCharacters = 1024 * 1024;
    private const int MaxDepth = 32;
    private const int MaxNodes = 100_000;

    private readonly string _file;
    private readonly string _begins;
    private readonly Parser _parser;
    private readonly ProblemList _problems;
    private int _nodes;

    private YamlTree(string file, string text, ProblemList problems, string begins)
    {
        _file = file;
        _begins = begins;
        _parser = new(new Scanner(new StringReader(text), skipComments: true));
        _problems = problems;
    }

    /// <summary>Null: it can't be read as YAML at all, and a problem says why.</summary>
    public static YamlNode? Read(string file, string text, ProblemList problems, string begins = "schema: policy/v1")
    {
        var start = new Place(file, 1, 1);
        if (text.Length > MaxCharacters)
        {
            problems.Error(start, $"The file has {text.Length} characters, at most {MaxCharacters} are read; split it.");
            return null;
        }

        var tree = new YamlTree(file, text, problems, begins);
        try
        {
            return tree.Document(start);
        }
        catch (YamlException e)
        {
            if (UnseenCharacter.Find(file, text, e) is (var place, var what))
                problems.Error(place, what);
            else
                problems.Error(tree.At(e.Start), $"This is not YAML: {e.Message.TrimEnd('.')}. Mend the line, or the one before it (indentation, quotes, brackets).");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or FormatException or OverflowException)
        {
            // The scanner throws a few of the framework's own exceptions on odd escapes and version numbers.
            problems.Error(tree.Here, "This is not YAML. Mend the line, or the one before it (indentation, quotes, brackets).");
        }

        return null;
    }

    private Place Here => _parser.Current is { } current ? At(current.Start) : new(_file, 1, 1);

    private YamlNode? Document(Place start)
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
        {
            _problems.Error(start, $"The file is empty; it begins with '{_begins}'.");
            return null;
        }

        _parser.MoveNext();
        var root = Node(0);
        _parser.MoveNext();
        if (root is not null && _parser.Current is DocumentStart)
            _problems.Error(Here, "A second document begins here; a file holds one. Move it to a file of its own.");
        return root;
    }

    /// <summary>Leaves the parser behind the node. Null: too deep or too large, and nothing more is read.</summary>
    private YamlNode? Node(int depth)
    {
        var place = Here;
        if (depth > MaxDepth || ++_nodes > MaxNodes)
        {
            _problems.Error(place, $"The file is nested deeper than {MaxDepth} levels or has more than {MaxNodes} values; split it.");
            return null;
        }

        if (_parser.Current is NodeEvent node)
            RefuseReferences(node, place);
        switch (_parser.Current)
        {
            case Scalar scalar:
                _parser.MoveNext();
                return new YamlScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, place);
            case SequenceStart:
                return Sequence(place, depth);
            case MappingStart:
                return Mapping(place, depth);
            default:
                _problems.Error(place, "References (*name) are not allowed: each entry says itself what it means. Write the value out.");
                _parser.MoveNext();
                return new YamlScalar("", true, place);
        }
    }

    private YamlList? Sequence(Place place, int depth)
    {
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        _parser.MoveNext();
        while (_parser.Current is not SequenceEnd)
        {
            if (Node(depth + 1) is not { } item)
                return null;
            items.Add(item);
        }

        _parser.MoveNext();
        return new(items.ToImmutable(), place);
    }

    private YamlMap? Mapping(Place place, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, Place>(StringComparer.Ordinal);
        _parser.MoveNext();
        while (_parser.Current is not MappingEnd)
        {
            if (Node(depth + 1) is not { } key || Node(depth + 1) is not { } value)
                return null;
            if (key is not YamlScalar name)
                _problems.Error(key.Place, $"A key must be a word, not {key.Kind}.");
            else if (name.IsPlain && UnseenCharacter.InKey(name.Value) is { } unseen)
                _problems.Error(name.Place, $"In this key {unseen}");
            else if (!seen.TryAdd(name.Value, name.Place))
                _problems.Error(name.Place, $"'{name.Value}' stands here a second time, first on line {seen[name.Value].Line}; remove one of them.");
            else
                entries.Add(new(name, value));
        }

        _parser.MoveNext();
        return new(entries.ToImmutable(), place);
    }

    private void RefuseReferences(NodeEvent node, Place place)
    {
        if (!node.Anchor.IsEmpty)
            _problems.Error(place, "Anchors (&name) are not allowed: each entry says itself what it means. Write the value out.");
        if (!node.Tag.IsEmpty)
            _problems.Error(place, "Tags (!name) are not allowed. Remove it; put text in quotes.");
    }

    private Place At(Mark mark) => new(_file, (int)Math.Max(1, mark.Line), (int)Math.Max(1, mark.Column));
}
