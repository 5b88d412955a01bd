namespace Compliance.Rules.Tests.Checks;

/// <summary>Fields that are found by what their schema tags them with.</summary>
public sealed class TagChecksTests
{
    private const string Path = "path: $.card.number";

    [Theory]
    [InlineData("schemaTag: PAN, path: $.a", "leave out 'path'")]
    [InlineData("schemaTag: PAN, in: \"header:x\"", "Headers have no schema")]
    [InlineData("schemaTag: PAN, format: json", "'json' has no schema")]
    [InlineData("schemaTag: PAN, format: csv", "'csv' has no schema")]
    [InlineData("schemaTag: \"\"", "'schemaTag' has no value")]
    public void What_cannot_be_tagged_is_refused(string find, string message) =>
        Assert.Contains(PolicyText.Problems(PolicyText.With(Path, find)), p => p.Severity == Severity.Error && p.Text.Contains(message, StringComparison.Ordinal));

    [Theory]
    [InlineData("schemaTag: PAN")]
    [InlineData("schemaTag: PAN, format: avro")]
    [InlineData("schemaTag: PAN, in: key")]
    [InlineData("schemaTag: \"payments: card number\", in: value, format: json-schema")]
    public void Tags_are_looked_for_in_what_has_a_schema(string find) =>
        Assert.DoesNotContain(PolicyText.Problems(PolicyText.With(Path, find)), p => p.Severity == Severity.Error);

    [Fact]
    public void A_topic_without_tags_needs_no_registry()
    {
        Assert.False(PolicyText.Rules(PolicyText.Sound).NeedsRegistry);
        Assert.False(PolicyText.Rules(PolicyText.With(Path, Path + ", format: json-schema")).NeedsRegistry);
        Assert.True(PolicyText.Rules(PolicyText.With(Path, "schemaTag: PAN, format: json-schema")).NeedsRegistry);
        Assert.True(PolicyText.Rules(PolicyText.With(Path, Path + ", format: avro")).NeedsRegistry);
    }

    [Theory]
    [InlineData("confluent:tags: [PAN]", null)]
    [InlineData("tags: [PAN, PAM]", "No class is found by the tag 'PAM' of this schema, so its fields pass in clear; did you mean 'PAN'? Add a class with 'schemaTag: PAM'")]
    [InlineData("tags: none", null)]
    public void A_tag_of_a_tests_schema_that_no_class_is_found_by_is_warned_of(string tags, string? message)
    {
        var text = PolicyText.With(Path, "schemaTag: PAN").Replace(
            "value: {card: {number: \"4111111111111111\"}}", $"value: {{number: \"4\"}}, avroSchema: {{type: record, name: R, fields: [{{name: number, type: string, {tags}}}]}}", StringComparison.Ordinal);

        var warnings = PolicyText.Problems(text).Where(p => p.Text.Contains("No class is found by the tag", StringComparison.Ordinal)).ToList();

        Assert.Equal(message is null ? 0 : 1, warnings.Count);
        Assert.All(warnings, w => Assert.StartsWith(message!, w.Text));
        Assert.All(warnings, w => PolicyText.AssertAt(w, text, "PAM"));
    }
}
