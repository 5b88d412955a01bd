using Compliance.Kafka.Schema;

namespace Compliance.Kafka.Wire.Replies;

/// <summary>Finds the nodes and mirrors that belong to a path of names.</summary>
internal static class MirrorPath
{
    /// <summary>The field of a struct by its name, -1 where this version lacks it.</summary>
    public static int Child(Walk walk, int parent, string name)
    {
        foreach (int node in walk.Elements(parent))
            if (walk.Nodes[node].Field != WalkNode.NoField && walk.Program.Field(walk.Nodes[node].Field).Name == name)
                return node;
        return -1;
    }

    /// <summary>
    /// The mirrors that lead from the top to the array of a request's element, outermost first, each with the element
    /// that stands for it; empty where the API has none in this version.
    /// </summary>
    public static IReadOnlyList<(Mirror Mirror, int Element)> Of(Walk request, int element)
    {
        string path = ArrayOf(request, element);
        var chain = new List<(Mirror, int)>();
        Mirror[] mirrors = MirrorTable.Of(request.Program.Api.Key);
        MessageProgram response = request.Program.Api.Response(request.Program.Version);
        string prefix = "";
        string answer = "";
        while (mirrors.FirstOrDefault(mirror => Leads(prefix + mirror.Request, path)) is { } next)
        {
            prefix += next.Request;
            answer += next.Response;
            if (response.FieldId(answer) is null)
                return [];
            chain.Add((next, Above(request, element, prefix)));
            if (prefix == path)
                return chain;
            prefix += ".";
            answer += ".";
            mirrors = next.Below;
        }

        return [];
    }

    private static bool Leads(string prefix, string path) =>
        path == prefix || path.StartsWith(prefix + ".", StringComparison.Ordinal);

    /// <summary>The element itself, or that around it, which stands in the array at a path.</summary>
    private static int Above(Walk request, int element, string arrayPath)
    {
        int node = element;
        while (ArrayOf(request, node) != arrayPath)
            node = request.Nodes[node].Parent;
        return node;
    }

    private static string ArrayOf(Walk request, int element)
    {
        int parent = request.Nodes[element].Parent;
        return parent >= 0 && request.Nodes[parent].Kind == NodeKind.Array ? request.Program.Field(request.Nodes[parent].Field).Path : "";
    }
}
