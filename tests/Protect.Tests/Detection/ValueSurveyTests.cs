using System.Text;
using Compliance.Protect.Detection;
using Compliance.Rules.Compiled;
using CsCheck;

namespace Compliance.Protect.Tests.Detection;

/// <summary>What a survey tells of values: paths and numbers, and nothing of the values themselves.</summary>
public sealed class ValueSurveyTests
{
    private const string Card = "4111111111111111";

    [Theory]
    [InlineData("""{"card":{"number":"4111111111111111"}}""", "$.card.number")]
    [InlineData("""{"n":4111111111111111}""", "$.n")]
    [InlineData("""{"n":"\u0034111 1111 1111 1111"}""", "$.n")]
    [InlineData("""[{"lines":[{"pan":"4111111111111111"}]}]""", "$[*].lines[*].pan")]
    [InlineData("""[[["4111111111111111"]]]""", "$[*][*][*]")]
    [InlineData("""{"card number":"4111111111111111","a":[1]}""", "$['card number']")]
    [InlineData("""{"its'":"4111111111111111"}""", "$[\"its'\"]")]
    [InlineData("""{"first":[{"x":[]},{"y":"4111111111111111"}]}""", "$.first[*].y")]
    [InlineData("\"4111111111111111\"", "$")]
    public void A_field_is_named_as_a_policy_names_it(string value, string path)
    {
        var survey = Survey(value);

        Assert.Equal([new SurveyedField(path, DetectedKind.Card, 1, 1, false)], survey.Fields);
        Assert.NotNull(FieldPath.Parse(path, out _));
    }

    // What is a name to one producer is a value to another, and must be shown no more than a value.
    [Theory]
    [InlineData("""{"customers":{"4711":{"email":"ada@shop.example"}}}""", "$.customers..email")]
    [InlineData("""{"customers":{"4711":{"0815":{"email":"ada@shop.example"}}}}""", "$.customers..email")]
    [InlineData("""{"customers":{"4711":"ada@shop.example"}}""", "$.customers")]
    [InlineData("""{"customers":{"4711":["ada@shop.example"]}}""", "$.customers")]
    [InlineData("""{"customers":{"4711":[{"email":"ada@shop.example"}]}}""", "$.customers")]
    [InlineData("""{"customers":{"4711":{"his 'own' mail":"ada@shop.example"}}}""", "$.customers")]
    [InlineData("""{"by":{"6f9619ff-8b86-d011-b42d-00c04fc964ff":{"mail":"ada@shop.example"}}}""", "$.by..mail")]
    [InlineData("""{"a":{"it's \"his\"":{"mail":"ada@shop.example"}}}""", "$.a")]
    public void A_name_that_is_data_is_no_part_of_a_path(string value, string path)
    {
        Assert.Equal([new SurveyedField(path, DetectedKind.Email, 1, 1, false)], Survey(value).Fields);
        Assert.NotNull(FieldPath.Parse(path, out _));
    }

    [Fact]
    public void Names_that_look_like_somebody_are_told_as_names()
    {
        var survey = Survey("""{"seen":{"ada@shop.example":1,"bob@shop.example":2}}""");

        Assert.Equal([new SurveyedField("$.seen", DetectedKind.Email, 2, 2, true)], survey.Fields);
    }

    [Fact]
    public void What_is_found_most_often_comes_first_of_how_many_there_are()
    {
        var survey = Survey(
            """{"note":"call me","pan":"4111111111111111"}""", """{"note":"ada@shop.example or bob@shop.example","pan":"5555555555554444"}""", """{"note":"x","pan":null}""");

        Assert.Equal([new SurveyedField("$.pan", DetectedKind.Card, 2, 2, false), new("$.note", DetectedKind.Email, 1, 3, false)], survey.Fields);
        Assert.Equal((3, 0, true), (survey.Values, survey.Unread, survey.IsWhole));
    }

    [Theory]
    [InlineData("not JSON: 4111111111111111")]
    [InlineData("""{"n":"4111111111111111"} {}""")]
    [InlineData("""{"n":"4111111111111111","half":"\ud800"}""")]
    [InlineData("")]
    public void What_is_no_JSON_is_counted_and_nothing_of_it_is_told(string value)
    {
        var survey = Survey(value);

        Assert.Empty(survey.Fields);
        Assert.Equal((1, 1), (survey.Values, survey.Unread));
    }

    [Fact]
    public void JSON_behind_the_frame_of_a_registered_schema_is_read()
    {
        var survey = new ValueSurvey();

        survey.Add([0, 0, 0, 0, 7, .. Encoding.UTF8.GetBytes($$"""{"n":"{{Card}}"}""")]);
        survey.Add([0, 0, 0, 0, 8, 2, 4, 6]);

        Assert.Equal((2, 0, 1), (survey.Values, survey.Unread, survey.WithoutSchema));
        Assert.Equal("$.n", Assert.Single(survey.Fields).Path);
    }

    [Fact]
    public void Very_many_fields_are_bounded_and_that_is_said()
    {
        var survey = new ValueSurvey();
        for (var i = 0; i < ValueSurvey.MostPaths + 10; i++)
            survey.Add(Encoding.UTF8.GetBytes($$"""{"{{new string([.. i.ToString("D4", null).Select(digit => (char)('a' + digit - '0'))])}}":"{{Card}}"}"""));

        Assert.False(survey.IsWhole);
        Assert.InRange(survey.Fields.Length, 1, ValueSurvey.MostPaths);
    }

    /// <summary>Whatever names and depths come: each path is one that a policy accepts, and no digit of a card gets into it.</summary>
    [Fact]
    public void Every_path_can_stand_in_a_policy() => Gen.String[Gen.Char["ab .[]{}'\"*$\\\n1é@:,"], 0, 6].Array[1, 40].Sample(names =>
    {
        var value = names.Reverse().Aggregate($"\"{Card}\"", (inner, name) => $"{{{System.Text.Json.JsonSerializer.Serialize(name)}:{(name.Length == 3 ? $"[{inner}]" : inner)}}}");

        var field = Assert.Single(Survey(value).Fields, field => field is { Kind: DetectedKind.Card, IsInNames: false });

        Assert.True(FieldPath.Parse(field.Path, out var error) is not null, $"{field.Path}: {error}");
    });

    private static ValueSurvey Survey(params string[] values)
    {
        var survey = new ValueSurvey();
        foreach (var value in values)
            survey.Add(Encoding.UTF8.GetBytes(value));
        return survey;
    }
}
