using Compliance.Protect.Reports;

namespace Compliance.Protect.Tests.Reports;

/// <summary>Policies' own tests of what detectors find, and of what no class declares.</summary>
public sealed class UndeclaredPolicyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("protect-undeclared-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Report(string undeclared, string expect, string more = "")
    {
        var path = Path.Combine(_folder, "shop.yaml");
        File.WriteAllText(path, $$$"""
            schema: policy/v1
            policy: {id: shop, title: Shop, owner: dpo}
            defaults: {undeclaredPii: {{{undeclared}}}}
            people: {ann: {principals: ["User:ann"]}}
            classes: {card: {find: [{topics: t, detect: pan, path: note}]}}
            protect: [{id: P1, class: card, when: consume, do: pan}]
            retention: [{id: T1, topics: t, max: 9d, cleanup: delete}]
            access: [{id: A1, allow: [read, write], topics: t, people: ann}]
            tests:
              - name: declared
                as: {principal: "User:ann"}
                read: {topic: t, value: {note: "pay 4111 1111 1111 1111 now"} }
                expect: {value: {note: "pay 4111 11** **** 1111 now"}, by: [A1, P1]}
              - name: undeclared
                as: {principal: "User:ann"}
                write: {topic: t, value: {note: "pay 4111111111111111", other: "4111111111111111"}{{{more}}} }
                expect: {{{expect}}}
            """);
        using var output = new StringWriter();
        PolicyReport.Check([path], TimeProvider.System).WriteTo(output);
        return output.ToString();
    }

    [Theory]
    [InlineData("mask", "{value: {note: 'pay 4111111111111111', other: '411111******1111'}, by: [shop.undeclaredPii]}")]
    [InlineData("observe", "{value: {note: 'pay 4111111111111111', other: '4111111111111111'}, by: [shop.undeclaredPii]}")]
    [InlineData("reject", "{refused: true, by: [shop.undeclaredPii]}")]
    [InlineData("quarantine", "{value: {note: 'pay 4111111111111111', other: '411111******1111'}, quarantined: true, by: [shop.undeclaredPii]}")]
    public void What_becomes_of_it_is_a_test_of_the_policy(string undeclared, string expect) => Assert.EndsWith("0 errors, 0 warnings; 2 tests passed, 0 failed" + Environment.NewLine, Report(undeclared, expect), StringComparison.Ordinal);

    [Theory]
    [InlineData("mask", "{refused: true, by: [shop.undeclaredPii]}", "refused: the record passes")]
    [InlineData("reject", "{by: [shop.undeclaredPii]}", "value: refused, the value holds at $..other what looks like a card number, and no class of the policy declares it there")]
    [InlineData("{do: mask, detect: iban}", "{by: [shop.undeclaredPii]}", "by: shop.undeclaredPii had no part in it")]
    [InlineData("reject", "{refused: true, decision: deny}", "What is refused leaves no value")]
    [InlineData("reject", "{refused: maybe}", "'refused' is 'true'")]
    [InlineData("mask", "{quarantined: true, by: [shop.undeclaredPii]}", "quarantined: the record goes to no quarantine topic")]
    [InlineData("quarantine", "{by: [shop.undeclaredPii]}", "quarantined: the record goes to quarantine.shop; write 'quarantined: true'")]
    [InlineData("quarantine", "{quarantined: maybe}", "'quarantined' is 'true'")]
    public void What_does_not_come_of_it_is_told(string undeclared, string expect, string told) => Assert.Contains(told, Report(undeclared, expect), StringComparison.Ordinal);

    [Theory]
    [InlineData("do: mask, in: [key, headers]", "{value: {other: '4111111111111111'}, key: '***@b.example', headers: {x-pay: 'by 411111******1111'}, by: [shop.undeclaredPii]}")]
    [InlineData("do: mask, in: [value, \"header:x-*\"]", "{value: {other: '411111******1111'}, key: a@b.example, headers: {x-pay: 'by 411111******1111'}, by: [shop.undeclaredPii]}")]
    [InlineData("do: observe, in: [key, headers]", "{value: {other: '4111111111111111'}, key: a@b.example, headers: {x-pay: 'by 4111111111111111'}, by: [shop.undeclaredPii]}")]
    [InlineData("do: quarantine, in: headers", "{key: a@b.example, headers: {x-pay: 'by 411111******1111'}, quarantined: true, by: [shop.undeclaredPii]}")]
    [InlineData("do: reject, in: headers", "{refused: true, by: [shop.undeclaredPii]}")]
    public void Keys_and_headers_are_looked_into_where_the_policy_says_so(string undeclared, string expect) =>
        Assert.EndsWith("0 errors, 0 warnings; 2 tests passed, 0 failed" + Environment.NewLine, Report($"{{{undeclared}}}", expect.Replace("{other:", "{note: 'pay 4111111111111111', other:", StringComparison.Ordinal), ", key: a@b.example, headers: {x-pay: \"by 4111111111111111\"}"), StringComparison.Ordinal);

    [Theory]
    [InlineData("do: reject, in: headers", "value: refused, the header 'x-pay' holds at $ what looks like a card number, and no class of the policy declares it there")]
    [InlineData("do: reject, in: key", "value: refused, the key holds at $ what looks like an e-mail address")]
    [InlineData("do: mask, in: \"header:y-*\"", "by: shop.undeclaredPii had no part in it")]
    public void What_does_not_come_of_them_is_told_too(string undeclared, string told) =>
        Assert.Contains(told, Report($"{{{undeclared}}}", "{by: [shop.undeclaredPii]}", ", key: a@b.example, headers: {x-pay: \"by 4111111111111111\"}"), StringComparison.Ordinal);
}
