using System.Collections.Immutable;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Addresses;

/// <summary>Narrows a broker's ApiVersions answer, of any version, to what the proxy knows.</summary>
internal static class VersionAnswer
{
    /// <summary>Grammar: error_code [api_keys: api_key min_version max_version]; what is left out of the proxy's tables is taken out.</summary>
    public static void Narrow(Walk walk, Edits edits, ImmutableDictionary<short, short> ceilings)
    {
        var program = walk.Program;
        var (key, min, max) = (program.FieldId("ApiKeys.ApiKey"), program.FieldId("ApiKeys.MinVersion"), program.FieldId("ApiKeys.MaxVersion"));
        foreach (var element in walk.Elements(walk.Child(Walk.Root, program.FieldId("ApiKeys"))))
        {
            var (minNode, maxNode) = (walk.Child(element, min), walk.Child(element, max));
            var range = VersionRanges.Narrow(walk.Int16(walk.Child(element, key)), walk.Int16(minNode), walk.Int16(maxNode), ceilings);
            if (range is not { } narrowed)
            {
                edits.Remove(element);
                continue;
            }

            edits.SetInt16(minNode, narrowed.Min);
            edits.SetInt16(maxNode, narrowed.Max);
        }
    }
}
