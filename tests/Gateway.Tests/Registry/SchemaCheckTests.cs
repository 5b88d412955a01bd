using System.CommandLine;
using Compliance.Gateway.Commands;
using Compliance.Harness;
using Xunit;

namespace Compliance.Gateway.Tests.Registry;

/// <summary><c>policy check --registry</c>: what policies say of where classes are found, held against the topics' schemas.</summary>
public sealed class SchemaCheckTests : IDisposable
{
    private const string Avro = """
        {"type":"record","name":"P","fields":[{"name":"card","type":{"type":"record","name":"C","fields":[{"name":"pan","type":"string"}]}},{"name":"amount","type":"long"},{"name":"born","type":["null",{"type":"int","logicalType":"date"}]},{"name":"tags","type":{"type":"map","values":"string"}}]}
        """;

    private const string Proto = """
        syntax = "proto3"; package shop; import "google/protobuf/any.proto"; import "google/protobuf/struct.proto";
        message Order { Card card = 1; int64 amount = 2; repeated Line lines = 3; google.protobuf.Any more = 4; google.protobuf.Struct loose = 5; }
        message Card { string card_number = 1; } message Line { string note = 1; Order order = 2; }
        """;

    private const string Json = """
        {"type":"object","properties":{"card":{"$ref":"#/definitions/card"},"lines":{"type":"array","items":{"properties":{"note":{"type":"string"}}}},"any":{"type":"object","additionalProperties":true},"cents":{"type":["null","integer"]},"paid":{"$ref":"#/definitions/flag"}},"definitions":{"flag":{"type":"boolean"},"card":{"properties":{"pan":{"type":"string"}}}}}
        """;

    private readonly FakeRegistry _registry = new();
    private readonly TempFolder _folder = new("schema-check");
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public SchemaCheckTests()
    {
        _registry.Answer("subjects", 200, """["payments.eu-value","payments.us-value","orders.eu-value","docs-value","broken-value","payments.eu-key","other"]""");
        _registry.Schema("subjects/payments.eu-value/versions/latest", Avro);
        _registry.Schema("subjects/payments.us-value/versions/latest", Avro.Replace("\"pan\"", "\"number\"", StringComparison.Ordinal));
        _registry.Schema("subjects/orders.eu-value/versions/latest", Proto, "PROTOBUF");
        _registry.Schema("subjects/docs-value/versions/latest", Json, "JSON");
        _registry.Schema("subjects/broken-value/versions/latest", "{");
    }

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("payments.eu", "avro", "$.card.pan", "{mask: {keepLast: 4}}")]
    [InlineData("payments.eu", "avro", "$..pan", "{hash: {key: k}}")]
    [InlineData("payments.eu", "avro", "$.tags.vip", "redact")]
    [InlineData("payments.eu", "avro", "$.born", "{generalise: {date: year}}")]
    [InlineData("payments.eu", "avro", "$.amount", "{token: {with: ff1, alphabet: digits, key: k}}")]
    [InlineData("orders.eu", "protobuf", "$.card.cardNumber", "{hash: {key: k}}")]
    [InlineData("orders.eu", "protobuf", "$.lines[*].order.lines[0].note", "redact")]
    [InlineData("orders.eu", "protobuf", "$..note", "{mask: {}}")]
    [InlineData("docs", "json-schema", "$.card.pan", "{hash: {key: k}}")]
    [InlineData("docs", "json-schema", "$.lines[*].note", "redact")]
    [InlineData("docs", "json-schema", "$..note", "redact")]
    [InlineData("docs", "json-schema", "$.card.pan", "{encrypt: {key: k, form: confluent}}")]
    [InlineData("docs", "json-schema", "$.cents", "{encrypt: {key: k}}")]
    [InlineData("docs", "json-schema", "$.cents", "{token: {with: ff1, alphabet: digits, key: k}}")]
    [InlineData("docs", "json-schema", "$.paid", "{hash: {key: k}}")]
    [InlineData("docs", "json-schema", "$.lines", "redact")]
    public async Task What_fits_is_not_complained_of(string topic, string format, string path, string treatment)
    {
        Assert.Equal(0, await Check(Policy(topic, format, path, treatment)));
        Assert.DoesNotContain(path, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments.eu", "avro", "$.card.number", "redact", "'$.card.number' leads nowhere in the schema of payments.eu")]
    [InlineData("payments.eu", "avro", "$.card..cvv", "redact", "'$.card..cvv' leads nowhere")]
    [InlineData("orders.eu", "protobuf", "$.card.pan", "redact", "'$.card.pan' leads nowhere in the schema of orders.eu")]
    public async Task A_path_that_leads_nowhere_is_an_error_at_its_place(string topic, string format, string path, string treatment, string because)
    {
        var file = _folder.Write("p.yaml", Policy(topic, format, path, treatment));

        Assert.Equal(1, await Run("policy", "check", file, "--registry", _registry.Url.AbsoluteUri));

        Assert.Contains($"{file}:4:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"error: {because}", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 errors", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments.eu", "avro", "$.amount", "{hash: {key: k}}", "'hash'")]
    [InlineData("payments.eu", "avro", "$.born", "{token: {with: siv, key: k}}", "'token'")]
    [InlineData("payments.eu", "avro", "$.card", "{hash: {key: k}}", "'hash'")]
    [InlineData("orders.eu", "protobuf", "$.amount", "{hash: {key: k}}", "'hash'")]
    [InlineData("orders.eu", "protobuf", "$.lines", "{hash: {key: k}}", "'hash'")]
    [InlineData("docs", "json-schema", "$.cents", "{encrypt: {key: k, form: confluent}}", "'encrypt'")]
    [InlineData("docs", "json-schema", "$.paid", "{encrypt: {key: k, form: confluent}}", "'encrypt'")]
    [InlineData("docs", "json-schema", "$.paid", "{token: {with: ff1, alphabet: digits, key: k}}", "'token'")]
    [InlineData("docs", "json-schema", "$.cents", "{token: {with: ff1, alphabet: a-z, key: k}}", "'token'")]
    [InlineData("docs", "json-schema", "$.lines", "{encrypt: {key: k}}", "'encrypt'")]
    public async Task A_treatment_that_its_type_has_no_room_for_is_an_error_where_it_is_written(string topic, string format, string path, string treatment, string named)
    {
        var file = _folder.Write("p.yaml", Policy(topic, format, path, treatment));

        Assert.Equal(1, await Run("policy", "check", file, "--registry", _registry.Url.AbsoluteUri));

        Assert.Contains($"{file}:6:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains($"error: Rule P1 does {named} to 'c', for which the type of '{path}' in the schema of {topic} has no room", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments.*", "avro", "$.card.pan", "leads nowhere in the schema of payments.us. Correct")]
    [InlineData("payments.eu", "avro", "$.amount.cents", "looks for members or elements in what has none in the schema of payments.eu")]
    [InlineData("payments.eu", "protobuf", "$.card.pan", "payments.eu has a schema of another format (avro) than this entry expects, and")]
    [InlineData("payments.eu", "json", "$.card.pan", "Write 'format: avro'")]
    [InlineData("nowhere", "avro", "$.card.pan", "No topic that 'nowhere' matches has a schema in the registry")]
    [InlineData("broken", "avro", "$.card.pan", "The schema of broken can't be used")]
    [InlineData("orders.eu", "protobuf", "$.lines.note", "looks for members or elements in what has none in the schema of orders.eu")]
    [InlineData("orders.eu", "protobuf", "$.loose.x", "does not tell")]
    [InlineData("orders.eu", "protobuf", "$.more.pin", "does not tell")]
    [InlineData("docs", "json-schema", "$.card.number", "leads nowhere in the schema of docs, which does not forbid it")]
    [InlineData("docs", "json-schema", "$.any.x", "does not tell")]
    public async Task What_may_be_meant_is_warned_of(string topic, string format, string path, string because)
    {
        Assert.Equal(0, await Check(Policy(topic, format, path, "redact")));
        Assert.Contains("p.yaml:4:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("warning: ", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains(because, _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tag_that_no_schema_has_is_warned_of()
    {
        _registry.Schema("subjects/docs-value/versions/latest", Json.Replace("{\"type\":\"string\"}", "{\"type\":\"string\",\"confluent:tags\":[\"PII\"]}", StringComparison.Ordinal), "JSON");

        Assert.Equal(0, await Check(Policy("docs", "json-schema", "x", "redact").Replace("path: \"x\", format: json-schema", "schemaTag: PII", StringComparison.Ordinal)));
        Assert.DoesNotContain("tags nothing", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Check(Policy("payments.*", "avro", "x", "redact").Replace("path: \"x\", format: avro", "schemaTag: PII", StringComparison.Ordinal)));
        Assert.Contains("The schema of payments.eu, payments.us tags nothing 'PII', so this entry protects nothing there.", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Check(Policy("nowhere", "avro", "x", "redact").Replace("path: \"x\", format: avro", "schemaTag: PII", StringComparison.Ordinal)));
        Assert.Contains("so nobody can tell whether the tag 'PII' leads anywhere", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_are_held_against_the_schemas_of_keys()
    {
        _registry.Schema("subjects/payments.eu-key/versions/latest", """{"type":"record","name":"K","fields":[{"name":"id","type":"long"}]}""");
        var file = _folder.Write("p.yaml", Keys("path: $.id, format: avro", "{hash: {key: k}}"));

        Assert.Equal(1, await Run("policy", "check", file, "--registry", _registry.Url.AbsoluteUri));
        Assert.Contains($"{file}:6:", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("for which the type of '$.id' in the key schema of payments.eu has no room", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Check(Keys("path: $.card.pan, format: avro", "{hash: {key: k}}")));
        Assert.Contains("'$.card.pan' leads nowhere in the key schema of payments.eu, so it protects nothing there", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Check(Keys("", "{hash: {key: k}}")));
        Assert.Contains("payments.eu has a key schema of another format (avro) than this entry expects, and keys by it are refused. Write 'format: avro' with the path of a field, or protect it by 'drop' or 'nullify'", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await Check(Keys("path: $.id, format: avro", "{hash: {key: k}}").Replace("payments.eu", "payments.us", StringComparison.Ordinal)));
        Assert.Contains("has a schema in the registry for its keys (subjects TOPIC-key)", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("path: $.id, format: avro", "{token: {with: ff1, alphabet: digits, key: k}}", "produce")]
    [InlineData("", "nullify", "consume")]
    public async Task Keys_that_fit_are_not_complained_of_and_values_are_not_asked_about_them(string find, string treatment, string when)
    {
        _registry.Schema("subjects/payments.eu-key/versions/latest", """{"type":"record","name":"K","fields":[{"name":"id","type":"long"}]}""");
        _registry.Answer("subjects/payments.eu-value/versions/latest", 500, "");

        Assert.Equal(0, await Check(Keys(find, treatment, when)));

        Assert.DoesNotContain("p.yaml:4:", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_registry_that_is_away_is_told_of_and_the_rest_is_checked()
    {
        _registry.Answer("subjects", 503, "");

        Assert.Equal(3, await Check(Policy("payments.eu", "avro", "$.card.number", "redact")));

        Assert.Contains("0 errors", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("The schema registry can't tell: it answers 503. The policies were checked, but not against the schemas", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_policies_are_refused_whether_the_registry_is_there_or_not()
    {
        _registry.Answer("subjects", 503, "");

        Assert.Equal(1, await Check(Policy("payments.eu", "avro", "$.card.number", "redakt")));
    }

    [Fact]
    public async Task Settings_may_name_the_registry()
    {
        var settings = _folder.Write("proxy.yaml", $$"""
            clusters: {c: {bootstrap: ["127.0.0.1:9092"], registry: {url: "{{_registry.Url}}"} }, d: {bootstrap: ["127.0.0.1:9093"]} }
            routes: {r: {cluster: c, listen: {address: 127.0.0.1, port: {{FreePort.Next()}}, brokerPorts: 0}, clients: {anonymous: true} } }
            """);
        var policy = _folder.Write("p.yaml", Policy("payments.eu", "avro", "$.card.number", "redact"));

        Assert.Equal(1, await Run("policy", "check", policy, "--registry", settings));
        Assert.Contains("leads nowhere", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Run("policy", "check", policy, "--registry", settings, "--cluster", "d"));
        Assert.Contains("No cluster 'd' has a 'registry'", _error.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Run("policy", "check", policy, "--registry", "http://me:secret@127.0.0.1/"));
        Assert.DoesNotContain("secret", _error.ToString(), StringComparison.Ordinal);
    }

    private static string Policy(string topic, string format, string path, string treatment) => $$"""
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        keys: {k: {env: K} }
        classes: {c: {find: [{topics: "{{topic}}", path: "{{path}}", format: {{format}} }] } }
        protect:
          - {id: P1, class: c, when: produce, do: {{treatment}} }
        """;

    private static string Keys(string find, string treatment, string when = "produce") => Policy("payments.eu", "avro", "x", treatment)
        .Replace("path: \"x\", format: avro", find.Length == 0 ? "in: key" : "in: key, " + find, StringComparison.Ordinal).Replace("when: produce", $"when: {when}", StringComparison.Ordinal);

    private Task<int> Check(string policy) => Run("policy", "check", _folder.Write("p.yaml", policy), "--registry", _registry.Url.AbsoluteUri);

    private Task<int> Run(params string[] arguments) =>
        CommandTree.InvokeAsync(arguments, TimeProvider.System, new InvocationConfiguration { Output = _output, Error = _error });
}
