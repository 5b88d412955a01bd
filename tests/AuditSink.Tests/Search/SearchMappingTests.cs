using Compliance.AuditSink.Search;
using Compliance.Events;
using Compliance.Harness;
using Compliance.Search.Settings;
using Xunit;

namespace Compliance.AuditSink.Tests.Search;

public sealed class SearchMappingTests
{
    private static readonly ElasticsearchSettings Settings = new() { Url = new Uri("http://localhost:9200"), Replicas = 0 };

    [Fact]
    public void Every_field_of_the_event_is_mapped_and_nothing_is_mapped_by_itself()
    {
        var templates = SearchMapping.Templates(Settings, withLifecycle: false).ToDictionary(template => template.Path, template => template.Body);

        var mapped = new[] { "ecs", "kafka" }
            .Select(name => templates[$"_component_template/audit-kafka-{name}"]["template"]!["mappings"]!.AsObject())
            .ToList();
        Assert.All(mapped, mappings => Assert.False((bool)mappings["dynamic"]!));
        var fields = mapped.SelectMany(mappings => mappings["properties"]!.AsObject().Select(pair => pair.Key)).ToHashSet();
        Assert.Superset(EventFields.InOrder.Select(field => field.Path).ToHashSet(), fields);
    }

    [Fact]
    public void What_names_one_event_is_found_by_its_value_and_kept_in_no_column()
    {
        var without = SearchMapping.Fields().Where(field => field.Mapping["doc_values"] is not null).Select(field => field.Path);

        Assert.Equal(["event.id", "trace.id"], without);
    }

    // Holds names and types against the Elastic Common Schema's own list.
    [Fact]
    public void Names_that_are_ECS_have_ECS_types()
    {
        var csv = SharedFolder.File("ecs", "fields.csv");
        if (csv is null)
            MissingPart.Report("The list of ECS's fields", "Lay ecs/fields.csv into ../shared (or COMPLIANCE_SHARED).");
        var ecs = File.ReadLines(csv).Select(line => line.Split(',')).Where(cells => cells.Length > 4).ToLookup(cells => cells[3], cells => cells[4]);
        Assert.Contains("keyword", ecs["user.name"]);

        var own = new[] { "kafka.", "authz.", "policy.", "data.", "mask." };
        foreach (var (path, mapping) in SearchMapping.Fields())
        {
            if (Array.Exists(own, prefix => path.StartsWith(prefix, StringComparison.Ordinal)))
                Assert.Empty(ecs[path]);
            else
                Assert.Contains((string)mapping["type"]! is "integer" ? "long" : (string)mapping["type"]!, ecs[path]);
        }
    }
}
