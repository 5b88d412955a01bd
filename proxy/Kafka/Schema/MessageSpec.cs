using System.Text.Json;

namespace Compliance.Kafka.Schema;

/// <summary>A message as the protocol's file states it, for all versions.</summary>
internal sealed class MessageSpec
{
    private readonly Dictionary<string, IReadOnlyList<FieldSpec>> _commonStructs = [];

    public MessageSpec(JsonElement json)
    {
        Name = json.GetProperty("name").GetString()!;
        ValidVersions = VersionRange.Parse(json.GetProperty("validVersions").GetString());
        FlexibleVersions = VersionRange.Parse(json.TryGetProperty("flexibleVersions", out JsonElement flexible) ? flexible.GetString() : null);
        Fields = FieldSpec.All(json.GetProperty("fields"));
        if (!json.TryGetProperty("commonStructs", out JsonElement structs))
            return;
        foreach (JsonElement common in structs.EnumerateArray())
            _commonStructs.Add(common.GetProperty("name").GetString()!, FieldSpec.All(common.GetProperty("fields")));
    }

    public string Name { get; }
    public VersionRange ValidVersions { get; }
    public VersionRange FlexibleVersions { get; }
    public IReadOnlyList<FieldSpec> Fields { get; }

    /// <summary>The fields of a struct-typed field, wherever they are written.</summary>
    public IReadOnlyList<FieldSpec> FieldsOf(FieldSpec field) => field.Fields ?? _commonStructs[field.TypeName];
}
