using System.Text;

namespace Compliance.Rules.Compiled;

/// <summary>
/// A place in the values of one schema: what its author tagged it with, and where its members and elements are. Written by whoever reads the schema,
/// before anybody else sees it; may contain itself. What can't be told exactly is told too widely: more is protected then, never less.
/// </summary>
public sealed class SchemaPlace
{
    private readonly Dictionary<string, List<SchemaPlace>> _members = new(StringComparer.Ordinal);
    private readonly List<SchemaPlace> _others = [];
    private readonly List<SchemaPlace> _elements = [];
    private readonly List<SchemaPlace> _same = [];

    /// <summary>Of what stands here and is no array; what is tagged in an array are its elements, each a place of its own.</summary>
    public List<string> Tags { get; } = [];

    /// <summary>What stands here is there, too: an alternative of a union, what is referred to.</summary>
    internal IReadOnlyList<SchemaPlace> Same => _same;

    internal IReadOnlyList<SchemaPlace> Elements => _elements;

    internal IReadOnlyList<SchemaPlace> Others => _others;

    internal IEnumerable<string> Names => _members.Keys;

    /// <summary>What is tagged so itself; of an array its elements, however deep in arrays.</summary>
    public static SchemaPlace Tagged(IEnumerable<string> tags)
    {
        var place = new SchemaPlace();
        place.Tags.AddRange(tags);
        place._elements.Add(place);
        return place;
    }

    public void AddMember(string name, SchemaPlace place)
    {
        if (!_members.TryGetValue(name, out var places))
            _members.Add(name, places = []);
        places.Add(place);
    }

    /// <summary>Where members are that have no place by their name.</summary>
    public void AddOthers(SchemaPlace place) => _others.Add(place);

    public void AddElements(SchemaPlace place) => _elements.Add(place);

    public void AddSame(SchemaPlace place) => _same.Add(place);

    /// <summary>Every tag here and below, each once.</summary>
    public IReadOnlyCollection<string> AllTags()
    {
        var (tags, seen, open) = (new SortedSet<string>(StringComparer.Ordinal), new HashSet<SchemaPlace> { this }, new Stack<SchemaPlace>([this]));
        while (open.TryPop(out var place))
        {
            tags.UnionWith(place.Tags);
            foreach (var next in place._members.Values.SelectMany(p => p).Concat(place._others).Concat(place._elements).Concat(place._same).Where(seen.Add))
                open.Push(next);
        }

        return tags;
    }

    internal IEnumerable<SchemaPlace> Member(string name) => _members.TryGetValue(name, out var places) ? places : _others;

    internal IEnumerable<SchemaPlace> Member(byte[] name) => Member(Encoding.UTF8.GetString(name));
}
