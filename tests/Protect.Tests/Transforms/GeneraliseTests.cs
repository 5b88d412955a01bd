using System.Globalization;
using System.Text.Json;
using CsCheck;

namespace Compliance.Protect.Tests.Transforms;

/// <summary>Numbers, dates and postcodes made less exact; what is none of them is emptied.</summary>
public sealed class GeneraliseTests
{
    [Theory]
    [InlineData("{bucket: {step: 10000}}", "12345", "10000")]
    [InlineData("{bucket: {step: 10000}}", "-1", "-10000")]
    [InlineData("{bucket: {step: 10000}}", "0", "0")]
    [InlineData("{bucket: {step: 0.5}}", "1.74", "1.5")]
    [InlineData("{bucket: {step: 10}}", "1.2e2", "120")]
    [InlineData("{bucket: {step: 10, top: 90}}", "89.9", "80")]
    [InlineData("{bucket: {step: 10, top: 90}}", "104", "90")]
    [InlineData("{bucket: {step: 10}}", "\"37\"", "\"30\"")]
    [InlineData("{bucket: {step: 10}}", "\"thirty\"", "\"\"")]
    [InlineData("{bucket: {step: 10}}", "\"\"", "\"\"")]
    [InlineData("{bucket: {step: 10}}", "1e40", "0")]
    [InlineData("{bucket: {step: 1000}}", "-79228162514264337593543950335", "0")]
    [InlineData("{bucket: {step: 10}}", "true", "false")]
    [InlineData("{round: {to: 100}}", "149", "100")]
    [InlineData("{round: {to: 100}}", "150", "200")]
    [InlineData("{round: {to: 100}}", "-150", "-200")]
    [InlineData("{round: {to: 0.05}}", "1.03", "1.05")]
    [InlineData("{round: {to: 100}}", "\"1249.99\"", "\"1200\"")]
    public void A_number_becomes_less_exact(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Theory]
    [InlineData("year", "1985-11-23", "1985-01-01")]
    [InlineData("month", "1985-11-23", "1985-11-01")]
    [InlineData("day", "1985-11-23", "1985-11-23")]
    [InlineData("day", "1985-11-23T17:45:10.123+02:00", "1985-11-23T00:00:00.000+00:00")]
    [InlineData("year", "1985-11-23 17:45", "1985-01-01 00:00")]
    [InlineData("month", "1985-11-23T17:45Z", "1985-11-01T00:00Z")]
    [InlineData("year", "1985-11", "1985-01")]
    [InlineData("month", "1985-11", "1985-11")]
    [InlineData("month", "1985", "1985")]
    [InlineData("year", "23.11.1985", "")]
    [InlineData("year", "1985-13-01", "")]
    [InlineData("year", "1985-11-32", "")]
    [InlineData("year", "1985-11-23, Ada", "")]
    [InlineData("year", "1985-11-23T17:45 Ada", "")]
    [InlineData("year", "198", "")]
    [InlineData("year", "１９８５", "")]
    public void A_date_goes_back_to_a_beginning(string keep, string value, string expected) => Leaves($"{{generalise: {{date: {keep}}}}}", $"\"{value}\"", $"\"{expected}\"");

    [Theory]
    [InlineData("{generalise: {postcode: 3}}", "10115", "101")]
    [InlineData("{generalise: {postcode: 4}}", "SW1 1AA", "SW1")]
    [InlineData("{generalise: {postcode: 3}}", "101", "")]
    [InlineData("{generalise: {postcode: 3}}", "10115 Berlin!", "")]
    [InlineData("{generalise: {zip: 3}}", "94107", "941")]
    [InlineData("{generalise: {zip: 3}}", "94107-1234", "941")]
    [InlineData("{generalise: {zip: 3}}", "03601", "000")]
    [InlineData("{generalise: {zip: 3}}", "89301-0001", "000")]
    [InlineData("{generalise: {zip: 3}}", "9410", "")]
    [InlineData("{generalise: {zip: 3}}", "94107 1234", "")]
    public void A_postcode_keeps_its_beginning(string treatment, string value, string expected) => Leaves(treatment, $"\"{value}\"", $"\"{expected}\"");

    [Theory]
    [InlineData("{generalise: {date: year}}", "19851123", "0")]
    [InlineData("{generalise: {zip: 3}}", "94107", "0")]
    [InlineData("{bucket: {step: 10}}", "null", "null")]
    [InlineData("{bucket: {step: 10}}", """{"b":37,"c":["x"]}""", """{"b":0,"c":[]}""")]
    [InlineData("nullify", "\"x\"", "null")]
    [InlineData("nullify", "1", "null")]
    [InlineData("nullify", "null", "null")]
    [InlineData("nullify", """{"b":1}""", "null")]
    [InlineData("nullify", "[1]", "null")]
    public void Other_types_are_emptied(string treatment, string value, string expected) => Leaves(treatment, value, expected);

    [Fact]
    public void A_bucket_holds_the_number() => Gen.Select(Gen.Decimal[-1_000_000, 1_000_000], Gen.Int[1, 1_000_000]).Sample((number, hundredths) =>
    {
        var step = hundredths / 100m;
        var plan = Plans.For(("a", string.Create(CultureInfo.InvariantCulture, $"{{bucket: {{step: {step}}}}}")));

        var first = Plans.Apply(plan, string.Create(CultureInfo.InvariantCulture, $$"""{"a":{{number}}}"""));

        var lower = JsonDocument.Parse(first).RootElement.GetProperty("a").GetDecimal();
        return lower <= number && number < lower + step && lower % step == 0;
    }, iter: 200);

    private static void Leaves(string treatment, string value, string expected) =>
        Assert.Equal($$"""{"a":{{expected}},"z":1}""", Plans.Apply(Plans.For(("a", treatment)), $$"""{"a":{{value}},"z":1}"""));
}
