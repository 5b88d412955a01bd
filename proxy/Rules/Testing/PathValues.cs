using System.Text;
using System.Text.Json;
using Compliance.Rules.Compiled;

namespace Compliance.Rules.Testing;

/// <summary>The values that a path finds in a parsed JSON value, in its order.</summary>
internal static class PathValues
{
    internal static List<JsonElement> Find(JsonElement root, string path)
    {
        var found = new List<JsonElement>();
        Walk(root, FieldPath.Parse(path, out _)!.Segments.AsSpan(), found);
        return found;
    }

    private static void Walk(JsonElement at, ReadOnlySpan<PathSegment> steps, List<JsonElement> found)
    {
        if (steps.IsEmpty)
        {
            found.Add(at);
            return;
        }

        var step = steps[0];
        if (at.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in at.EnumerateObject())
            {
                if (step.TakesMember(Encoding.UTF8.GetBytes(member.Name)))
                    Walk(member.Value, steps[1..], found);
                if (step.Anywhere)
                    Walk(member.Value, steps, found);
            }
        }
        else if (at.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var element in at.EnumerateArray())
            {
                if (step.TakesElement(index++))
                    Walk(element, steps[1..], found);
                if (step.Anywhere)
                    Walk(element, steps, found);
            }
        }
    }
}
