using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Compliance.Protect.Detection;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Gateway.Discovery;

/// <summary>What a survey has found, for people: a line for each field, and the classes that a policy would have for them. Stateless.</summary>
internal static class DiscoveryPage
{
    private static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <param name="whyNoSchema">Why some schema is not known.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="survey">What was found.</param>
    /// <param name="output">Where to.</param>
    public static void Write(string topic, ValueSurvey survey, string whyNoSchema, TextWriter output)
    {
        output.WriteLine(Text($"# {survey.Values:N0} values of {topic}, the newest of each partition{(survey.Unread > 0 ? $"; {survey.Unread:N0} of them are in no format that is read here, and were not looked through" : "")}."));
        if (survey.WithoutSchema > 0)
            output.WriteLine(Text($"# {survey.WithoutSchema:N0} of them can't be read without their schema, which is not known: {whyNoSchema}."));
        if (!survey.IsWhole)
            output.WriteLine(Text($"# They have more than {ValueSurvey.MostPaths:N0} fields; only those that came first were looked at."));
        if (survey.Fields.IsEmpty)
        {
            output.WriteLine("# Nothing was found that looks like a card, account, telephone or social security number, or an address.");
            return;
        }

        foreach (var field in survey.Fields)
            output.WriteLine(Text($"# {Words(field.Kind)} in {field.Found:N0} of {field.Of:N0} {(field.IsInNames ? "names of members below" : "at")} {field.Path}"));
        // What is the value itself takes another format than JSON.
        var classes = survey.Fields.Where(field => field.Path != FieldPath.Whole).GroupBy(field => field.Kind).OrderBy(kind => kind.Key).ToList();
        output.WriteLine(classes.Count == 0 ? "classes: {}" : "classes:");
        foreach (var kind in classes)
        {
            output.WriteLine($"  {ClassOf(kind.Key)}:");
            output.WriteLine("    find:");
            foreach (var field in kind.DistinctBy(field => (field.Path, field.Format)))
                output.WriteLine($"      - {{topics: {Quoted(topic)}, path: {Quoted(field.Path)}{(field.Format == ValueFormats.Json ? "" : $", format: {PolicyWords.Format(field.Format)}")}}}");
        }
    }

    public static void WriteJson(string topic, ValueSurvey survey, TextWriter output)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true, Encoder = Encoder }))
        {
            json.WriteStartObject();
            json.WriteString("topic", topic);
            json.WriteNumber("values", survey.Values);
            json.WriteNumber("unread", survey.Unread);
            json.WriteNumber("withoutSchema", survey.WithoutSchema);
            json.WriteBoolean("whole", survey.IsWhole);
            json.WriteStartArray("fields");
            foreach (var field in survey.Fields)
            {
                json.WriteStartObject();
                json.WriteString("path", field.Path);
                json.WriteString("format", PolicyWords.Format(field.Format));
                json.WriteString("kind", ClassOf(field.Kind));
                json.WriteNumber("found", field.Found);
                json.WriteNumber("of", field.Of);
                json.WriteBoolean("inNames", field.IsInNames);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static string ClassOf(DetectedKind kind) => kind switch
    {
        DetectedKind.Card => "card-number",
        DetectedKind.Iban => "account-number",
        DetectedKind.Email => "email",
        DetectedKind.Phone => "telephone",
        DetectedKind.Ip => "ip-address",
        _ => "social-security-number",
    };

    private static string Words(DetectedKind kind) => ClassOf(kind).Replace('-', ' ');

    /// <summary>As YAML and JSON both read it.</summary>
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, Encoder)}\"";

    private static string Text(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
