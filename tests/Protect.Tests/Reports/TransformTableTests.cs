using System.Text.RegularExpressions;
using Compliance.Protect.Reports;

namespace Compliance.Protect.Tests.Reports;

/// <summary>The table of treatments in the policies' README says what they do; where a key decides that, no example can.</summary>
public sealed partial class TransformTableTests
{
    private static IEnumerable<(List<string> Treatments, string Cells)> Rows =>
        from line in File.ReadLines(Path.Combine(ExamplePolicyTests.Folder, "README.md"))
        where line.StartsWith("   | `", StringComparison.Ordinal)
        let cells = line["   | ".Length..].Split(" | ", 2)
        select (Code().Matches(cells[0]).Select(code => code.Groups[1].Value).ToList(), cells[1]);

    public static TheoryData<string, string, string> Examples =>
    [
        .. from row in Rows
           from example in Example().Matches(row.Cells).Index()
           let treatment = row.Treatments[Math.Min(example.Index, row.Treatments.Count - 1)]
           where !treatment.Contains("key: NAME", StringComparison.Ordinal)
           select (treatment, example.Item.Groups[1].Value, example.Item.Groups[2].Value),
    ];

    [Fact]
    public void Every_treatment_has_its_row() =>
        Assert.Equal(
            ["bucket", "drop", "email", "encrypt", "generalise", "hash", "iban", "ip", "mask", "nullify", "pan", "phone", "redact", "round", "shift", "synthetic", "token"],
            Rows.SelectMany(row => row.Treatments).Select(treatment => Name().Match(treatment).Value).Distinct().Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_what_comes_of_it(string treatment, string before, string after)
    {
        var folder = Directory.CreateTempSubdirectory("protect-table-").FullName;
        var path = Path.Combine(folder, "shop.yaml");
        File.WriteAllText(path, $$$"""
            schema: policy/v1
            policy: {id: shop, title: Shop, owner: dpo}
            people: {ann: {principals: ["User:ann"]}}
            classes: {it: {find: [{topics: t, path: $.it}]}}
            protect: [{id: P1, class: it, when: consume, do: {{{treatment}}} }]
            access: [{id: A1, allow: [read], topics: t, people: ann}]
            tests:
              - name: example
                as: {principal: "User:ann"}
                read: {topic: t, value: {it: {{{before}}} } }
                expect: {value: {it: {{{after}}} }, by: [A1, P1]}
            """);

        using var output = new StringWriter();
        PolicyReport.Check([path], TimeProvider.System).WriteTo(output);
        Directory.Delete(folder, recursive: true);

        Assert.EndsWith("0 errors, 0 warnings; 1 tests passed, 0 failed" + Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("`([^`]+)`: `([^`]+)`")]
    private static partial Regex Example();

    [GeneratedRegex("[a-z]+")]
    private static partial Regex Name();
}
