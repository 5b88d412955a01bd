using Compliance.Protect.Reports;

namespace Compliance.Protect.Tests.Reports;

public sealed class PolicyReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protect-report-").FullName;

    private const string Policy = """
        schema: policy/v1
        policy: {id: shop, title: Shop, owner: dpo}
        people: {ann: {principals: ["User:ann"]}}
        classes: {id: {find: [{topics: t, path: id}]}}
        keys: {k: {file: nowhere.key}}
        protect: [{id: P1, class: id, when: produce, do: {hash: k}}]
        access: [{id: A1, allow: [read, write], topics: t, people: ann}]
        tests:
          - name: hashed
            as: {principal: "User:ann"}
            write: {topic: t, value: {id: 7}}
            expect: {stored: {matches: {id: "^[0-9a-f]{64}$"}}, by: [A1, P1]}
        """;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Text(PolicyReport report)
    {
        using var output = new StringWriter();
        report.WriteTo(output);
        return output.ToString();
    }

    [Fact]
    public void A_good_policy_is_good_without_its_real_key()
    {
        var report = PolicyReport.Check([Write("a.yaml", Policy)], TimeProvider.System);

        Assert.True(report.IsGood);
        Assert.Equal("0 errors, 0 warnings; 1 tests passed, 0 failed" + Environment.NewLine, Text(report));
    }

    [Fact]
    public void A_test_that_fails_is_told_with_its_place()
    {
        var file = Write("a.yaml", Policy.Replace("write: {topic: t, value: {id: 7}}", "write: {topic: t, value: {id: [7]}}", StringComparison.Ordinal));

        var report = PolicyReport.Check([file], TimeProvider.System);

        Assert.False(report.IsGood);
        Assert.Contains($"{file}:9:11: error: test 'hashed': value: refused, the value at id is of a type that the policy's rule can't protect", Text(report), StringComparison.Ordinal);
        Assert.EndsWith("0 tests passed, 1 failed" + Environment.NewLine, Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_keeps_the_tests_from_running()
    {
        var report = PolicyReport.Check([Write("a.yaml", Policy.Replace("class: id", "class: ids", StringComparison.Ordinal))], TimeProvider.System);

        Assert.False(report.IsGood);
        Assert.Empty(report.Tests);
        Assert.Contains("a.yaml:6:27: error: 'ids' is not declared", Text(report), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_stands_for_its_policies_and_nothing_else_in_it()
    {
        Write("a.yaml", Policy);
        Write("b.yml", "schema: policy/v1\npolicy: {id: other, title: t, owner: o}\n");
        Write("README.md", "not a policy");

        var report = PolicyReport.Check([_folder, Path.Combine(_folder, "a.yaml")], TimeProvider.System);

        Assert.True(report.IsGood, Text(report));
        Assert.Single(report.Tests);
    }

    [Fact]
    public void What_is_not_there_is_an_error()
    {
        Assert.False(PolicyReport.Check([Path.Combine(_folder, "none.yaml")], TimeProvider.System).IsGood);
        Assert.Contains("holds no policy", Assert.Single(PolicyReport.Check([_folder], TimeProvider.System).Problems).Text);
        Assert.False(PolicyReport.Check([Write("a.yaml", Policy), Path.Combine(_folder, "none.yaml")], TimeProvider.System).IsGood);
    }
}
