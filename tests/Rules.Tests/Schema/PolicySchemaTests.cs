using System.Text.Json.Nodes;
using Compliance.Rules.Documents;
using Compliance.Rules.Schema;
using Compliance.Rules.Testing;
using NJsonSchema;

namespace Compliance.Rules.Tests.Schema;

/// <summary>The schema that editors use is that of the parser: what one accepts the other accepts, and both know the same keys.</summary>
public sealed class PolicySchemaTests
{
    public static readonly string Folder = Path.Combine(Root(), "policies");
    private static readonly Task<JsonSchema> Schema = JsonSchema.FromJsonAsync(PolicySchema.Text());

    public static TheoryData<string> Policies() => [.. Directory.GetFiles(Folder, "*.yaml").Select(Path.GetFileName).OfType<string>()];

    [Fact]
    public void The_file_in_policies_is_up_to_date() => Assert.True(
        File.ReadAllText(Path.Combine(Folder, "policy.schema.json")) == PolicySchema.Text(),
        "policies/policy.schema.json is not what the language is; write it anew: compliance-proxy policy schema > policies/policy.schema.json");

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task Each_policy_is_valid_and_tells_editors_so(string file)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);

        Assert.StartsWith("# yaml-language-server: $schema=policy.schema.json\n", text, StringComparison.Ordinal);
        Assert.Empty((await Schema).Validate(Json(text).ToJsonString()));
    }

    /// <summary>Editors must not complain about what is right, and must complain about what the parser does not know.</summary>
    [Theory]
    [MemberData(nameof(Policies))]
    public async Task With_any_key_left_out_or_misspelt_it_is_accepted_wherever_the_parser_accepts_it(string file)
    {
        var root = Json(await File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken));
        var schema = await Schema;
        var (accepted, refused) = (0, 0);
        // Of rules that are alike the first speaks for all.
        foreach (var path in Keys(root, []).DistinctBy(path => string.Join('.', path.Select(step => step is int ? "*" : step))).ToList())
        {
            // Both look at one entry of a section as at all of them, and at a small file sooner.
            var (alone, here) = Alone(root, path);
            var (without, misspelt) = (alone, alone.DeepClone());
            var (parent, key) = (Parent(without, here), (string)here[^1]);
            parent.Remove(key);
            var renamed = Parent(misspelt, here);
            renamed[key + "x"] = renamed[key]!.DeepClone();
            renamed.Remove(key);

            foreach (var text in new[] { without.ToJsonString(), misspelt.ToJsonString() })
            {
                var isWrong = schema.Validate(text).Count > 0;
                var problems = new ProblemList();
                PolicyParser.Parse("p.yaml", "", text, problems);
                if (!problems.HasErrors)
                    Assert.False(isWrong, $"Without {string.Join('.', path)} the parser accepts it and the schema does not.");
                if (problems.Sorted(["p.yaml"]).Any(p => p.Text.Contains("has no key", StringComparison.Ordinal) || p.Text.Contains(" lacks ", StringComparison.Ordinal)))
                    Assert.True(isWrong, $"Without {string.Join('.', path)} the parser lacks a key or does not know one, and the schema accepts it.");
                (accepted, refused) = isWrong ? (accepted, refused + 1) : (accepted + 1, refused);
            }
        }

        Assert.True(accepted > 10 && refused > 30, $"{accepted} and {refused} say little.");
    }

    [Theory]
    [InlineData("nullify")]
    [InlineData("pan")]
    [InlineData("{pan: {bin: 8, last: 4}}")]
    [InlineData("{email: {keep: topLevel}}")]
    [InlineData("{iban: {}}")]
    [InlineData("{ip: {v4: 16, v6: 32}}")]
    [InlineData("{bucket: {step: 0.5, top: 9}}")]
    [InlineData("{round: {to: 100}}")]
    [InlineData("{generalise: {zip: 3}}")]
    [InlineData("{hash: pan}")]
    [InlineData("{hash: {key: pan}}")]
    [InlineData("{token: {with: siv, key: pan, bind: nothing}}")]
    [InlineData("{token: {with: ff1, key: pan, alphabet: 0-9a-z, keepFirst: 1}}")]
    [InlineData("{encrypt: pan}")]
    [InlineData("{encrypt: {key: pan, bind: path}}")]
    [InlineData("{encrypt: {key: pan, form: confluent, version: 2}}")]
    [InlineData("{shift: {days: 30, by: $.customer.id, key: pan}}")]
    [InlineData("{synthetic: {of: name, key: pan}}")]
    public async Task Each_treatment_is_accepted_by_both(string treatment)
    {
        var text = PolicyText.With("{mask: {keepLast: 4}}", treatment);

        Assert.DoesNotContain(PolicyText.Problems(text), p => p.Severity == Severity.Error);
        Assert.Empty((await Schema).Validate(Json(text).ToJsonString()));
    }

    [Theory]
    [InlineData("{mask: {keepLast: 4}}", "{mask: {keepLast: -1}}")]
    [InlineData("{mask: {keepLast: 4}}", "{mask: {keepLast: 4}, pan: {}}")]
    [InlineData("{mask: {keepLast: 4}}", "{pan: {bin: 9}}")]
    [InlineData("{mask: {keepLast: 4}}", "{generalise: {date: year, zip: 3}}")]
    [InlineData("{mask: {keepLast: 4}}", "{drop: {}}")]
    [InlineData("{mask: {keepLast: 4}}", "hash")]
    [InlineData("{mask: {keepLast: 4}}", "{token: {with: siv, key: pan, alphabet: digits}}")]
    [InlineData("{mask: {keepLast: 4}}", "{token: {with: ff1, key: pan}}")]
    [InlineData("{mask: {keepLast: 4}}", "{encrypt: {key: pan, version: 2}}")]
    [InlineData("{mask: {keepLast: 4}}", "{encrypt: {key: pan, form: confluent, bind: path}}")]
    [InlineData("{mask: {keepLast: 4}}", "{shift: {days: 0, by: a, key: pan}}")]
    [InlineData("{mask: {keepLast: 4}}", "{synthetic: {of: card, key: pan}}")]
    [InlineData("path: $.card.number", "path: $.card.number, in: header")]
    [InlineData(", path: $.card.number", "")]
    [InlineData("when: consume", "when: read")]
    [InlineData("until: 2030-01-01", "until: tomorrow")]
    [InlineData("allow: [write]", "allow: [writes]")]
    [InlineData("allow: [write]", "allow: [write], deny: [read]")]
    [InlineData("pan: {file: keys/pan.key}", "pan: {file: keys/pan.key, env: PAN}")]
    [InlineData("schema: policy/v1", "schema: policy/v2")]
    [InlineData("{id: shop,", "{id: \"a shop\",")]
    [InlineData("write: {topic: payments.eu}", "write: {topic: payments.eu}\n    read: {topic: payments.eu}")]
    public async Task What_the_parser_refuses_in_form_editors_mark(string part, string replacement)
    {
        var text = PolicyText.With(part, replacement);

        Assert.Contains(PolicyText.Problems(text), p => p.Severity == Severity.Error);
        Assert.NotEmpty((await Schema).Validate(Json(text).ToJsonString()));
    }

    [Fact]
    public void A_key_that_the_schema_was_not_told_of_is_noticed()
    {
        var words = new Vocabulary("a thing", ["known", "new"]);

        var told = Assert.Throws<InvalidOperationException>(() => Shapes.Keys(words, [], ("known", Shapes.Text())));

        Assert.Contains("'new'", told.Message, StringComparison.Ordinal);
    }

    private static JsonNode Json(string yaml)
    {
        var problems = new ProblemList();
        var tree = YamlTree.Read("p.yaml", yaml, problems);
        Assert.False(problems.HasErrors);
        return JsonNode.Parse(YamlJson.Write(tree!))!;
    }

    /// <summary>The way to each key of the language; what is in the values of tests is their own.</summary>
    private static IEnumerable<object[]> Keys(JsonNode node, object[] path)
    {
        if (path is [.., "value" or "equals" or "matches"])
            yield break;
        var children = node switch
        {
            JsonObject map => map.Where(m => m.Value is not null).Select(m => ((object)m.Key, m.Value!)),
            JsonArray list => list.Select((item, i) => ((object)i, item!)),
            _ => [],
        };
        foreach (var (step, child) in children)
        {
            object[] here = [.. path, step];
            if (step is string)
                yield return here;
            foreach (var below in Keys(child, here))
                yield return below;
        }
    }

    /// <summary>A policy with what it must have and the one entry that the path leads to, and the path there.</summary>
    private static (JsonNode Root, object[] Path) Alone(JsonNode root, object[] path)
    {
        var alone = new JsonObject { ["schema"] = root["schema"]!.DeepClone(), ["policy"] = root["policy"]!.DeepClone() };
        var section = (string)path[0];
        var whole = root[section]!;
        if (path.Length == 1 || section == "policy")
        {
            alone[section] = whole.DeepClone();
            return (alone, path);
        }

        alone[section] = path[1] is int index ? new JsonArray(whole[index]!.DeepClone()) : new JsonObject { [(string)path[1]] = whole[(string)path[1]]!.DeepClone() };
        return (alone, path[1] is int ? [section, 0, .. path[2..]] : path);
    }

    private static JsonObject Parent(JsonNode root, object[] path) =>
        path[..^1].Aggregate(root, (node, step) => (step is int index ? node[index] : node[(string)step])!).AsObject();

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Compliance.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the project's folder.");
    }
}
