using System.Text;
using System.Text.Json.Nodes;
using Compliance.Rules.Compiled;
using Compliance.Rules.Testing;

namespace Compliance.Rules.Tests.Testing;

/// <summary>
/// How tests of a policy are run and judged, over an engine of a few lines that only knows top-level members: it removes what is dropped,
/// writes the name of the treatment over the rest, and refuses a member "bad".
/// </summary>
public sealed class PolicyTesterTests
{
    private static readonly DateTimeOffset Now = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people: {ann: {principals: ["User:ann"]}, bob: {principals: ["User:bob"]}, cy: {principals: ["User:cy"], mechanisms: OAUTHBEARER}, dan: {principals: ["User:dan"]}, eu: {groups: eu, claims: {dept: [fraud]}, certificates: {subject: "CN=*"}}}
        purposes: {case: {people: [ann, eu], clientIds: "case-*"}}
        classes:
          code: {find: [{topics: t, path: code}]}
          name: {find: [{topics: t, path: name}]}
        protect:
          - {id: P1, class: code, when: produce, do: drop}
          - {id: P2, class: name, when: consume, do: redact, except: [{people: bob, do: reveal, until: 2027-06-01, ticket: T-1, approvedBy: x}, {purpose: case, do: reveal, until: 2027-06-01, ticket: T-2, approvedBy: x}]}
        access:
          - {id: A1, allow: [read, write], topics: t, consumerGroups: g, people: [ann, bob, cy, dan, eu]}
          - {id: A2, deny: [read], consumerGroups: secret, people: "*"}
        rows:
          - {id: R1, topics: t, people: dan, keep: "key != 'secret'"}
        audit:
          - {id: M1, mode: strict, apis: fetch, classes: code, people: ann}
          - {id: M2, mode: best-effort, apis: [produce], topics: t}
          - {id: M3, mode: aggregate, apis: [groups], denied: true}
        tests:

        """;

    private static PolicyTestResult Run(string test)
    {
        var (rules, problems) = PolicyLoader.Load([("p.yaml", Policy + "  - " + test)]);
        Assert.DoesNotContain(problems, p => p.Severity == Severity.Error);
        return Assert.Single(PolicyTester.Run(rules!, Apply, Now));
    }

    private static ApplyResult Apply(FieldPlan plan, RecordParts record)
    {
        if (plan.Rows.FirstOrDefault(_ => record.Key is { } key && RecordParts.TextOf(key) == "secret") is { } row)
            return new(record, [], null, row.Id);
        var value = JsonNode.Parse(record.Value!.Value.Span)!.AsObject();
        var acted = new List<FieldRule>();
        foreach (var rule in plan.Rules.Where(r => value.ContainsKey(r.PathText)))
        {
            acted.Add(rule);
            if (rule.Treatment is Drop)
                value.Remove(rule.PathText);
            else if (rule.Treatment is not Reveal)
                value[rule.PathText] = rule.Treatment.Name;
        }

        return new(record with { Value = Encoding.UTF8.GetBytes(value.ToJsonString()) }, [.. acted], value.ContainsKey("bad") ? "it is bad" : null);
    }

    [Theory]
    [InlineData("{name: n, as: {principal: \"User:ann\", group: g}, read: {topic: t, value: {name: Eve, code: 1, x: 1.0}}, expect: {value: {x: 1, name: redact}, by: [A1, P1, P2], stored: {absent: code, equals: {name: Eve}}}}")]
    [InlineData("{name: n, as: {principal: \"User:bob\"}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: Eve}, by: [P2, T-1]}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\", purpose: case}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: Eve}, by: [T-2]}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\", clientId: case-7}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: Eve}, by: [T-2]}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\", clientId: cases}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: redact}}}")]
    [InlineData("{name: n, as: {principal: \"User:dan\", clientId: case-7}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: redact}}}")]
    [InlineData("{name: n, as: {principal: \"User:x\", groups: [us, eu], claims: {dept: [a, fraud]}, certificate: {subject: CN=x}, clientId: case-7}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: Eve}, by: [A1, T-2]}}")]
    [InlineData("{name: n, as: {principal: \"User:x\", groups: eu, claims: {dept: fraud}}, read: {topic: t}, expect: {decision: deny}}")]
    [InlineData("{name: n, as: {principal: \"User:bob\", at: 2027-06-01}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: redact}, by: [P2]}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve, code: 1}}, expect: {value: {name: Eve}, by: [A1, P1], stored: {absent: [code], matches: {name: \"^E\"}}}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t}, expect: {decision: allow, by: [A1]}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: other}, expect: {decision: deny}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\", group: other}, read: {topic: t}, expect: {decision: deny}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\", group: secret}, read: {topic: t}, expect: {decision: deny, by: [A2]}}")]
    [InlineData("{name: n, as: {principal: \"User:eve\"}, write: {topic: t}, expect: {decision: deny}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t}, expect: {audit: strict}}")]
    [InlineData("{name: n, as: {principal: \"User:bob\"}, read: {topic: t}, expect: {audit: durable}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t}, expect: {audit: best-effort}}")]
    [InlineData("{name: n, as: {principal: \"User:eve\"}, write: {topic: t}, expect: {decision: deny, audit: strict}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\", group: secret}, read: {topic: t}, expect: {decision: deny, audit: aggregate}}")]
    [InlineData("{name: n, as: {principal: \"User:eve\", group: secret}, read: {topic: t}, expect: {decision: deny, audit: strict}}")]
    [InlineData("{name: n, as: {principal: \"User:dan\"}, read: {topic: t, key: secret, value: {name: Eve}}, expect: {withheld: true, by: [A1, R1]}}")]
    [InlineData("{name: n, as: {principal: \"User:dan\"}, read: {topic: t, key: other, value: {name: Eve}}, expect: {value: {name: redact}, by: [A1, P2, R1]}}")]
    [InlineData("{name: n, as: {principal: \"User:bob\"}, read: {topic: t, key: secret, value: {name: Eve}}, expect: {value: {name: Eve}}}")]
    [InlineData("{name: n, as: {principal: \"User:cy\", mechanism: OAUTHBEARER}, read: {topic: t}, expect: {by: [A1]}}")]
    [InlineData("{name: n, as: {principal: \"User:cy\", mechanism: PLAIN}, read: {topic: t}, expect: {decision: deny}}")]
    [InlineData("{name: n, as: {principal: \"User:cy\"}, read: {topic: t}, expect: {decision: deny}}")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t, value: {name: Eve, code: 1}}, expect: {shown: {absent: code, differs: name, equals: {name: redact}, matches: {name: \"^r\"}}, by: [P1, P2]}}")]
    public void What_is_as_expected_passes(string test)
    {
        Assert.Empty(Run(test).Failures);
    }

    [Theory]
    [InlineData("{name: n, as: {principal: \"User:eve\"}, read: {topic: t}, expect: {decision: allow}}", "decision: expected allow, got deny (no rule acted)")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t}, expect: {decision: deny}}", "decision: expected deny, got allow (acted: A1)")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t, value: {name: Eve}}, expect: {value: {name: Eve}}}", """value: expected {"name":"Eve"}, got {"name":"redact"}""")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t, value: {x: 1}}, expect: {by: [P1]}}", "by: P1 had no part in it (acted: A1)")]
    [InlineData("{name: n, as: {principal: \"User:bob\", at: 2027-06-01}, read: {topic: t, value: {name: Eve}}, expect: {by: [T-1]}}", "by: T-1 had no part in it (acted: A1, P2)")]
    [InlineData("{name: n, as: {principal: \"User:ann\", group: secret}, read: {topic: t}, expect: {decision: deny, by: [A1]}}", "by: A1 had no part in it (acted: A2)")]
    [InlineData("{name: n, as: {principal: \"User:dan\"}, read: {topic: t, key: secret, value: {name: Eve}}, expect: {by: [A1]}}", "withheld: R1 keeps the record from its reader")]
    [InlineData("{name: n, as: {principal: \"User:bob\"}, read: {topic: t, key: secret, value: {name: Eve}}, expect: {withheld: true}}", "withheld: no rule of rows keeps the record from its reader")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t, value: {bad: 1}}, expect: {value: {bad: 1}}}", "value: refused, it is bad")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve}}, expect: {stored: {absent: name}}}", "stored: name is there, expected absent")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve}}, expect: {stored: {differs: name}}}", "stored: name is as it was written")]
    [InlineData("{name: n, as: {principal: \"User:bob\"}, read: {topic: t, value: {name: Eve}}, expect: {shown: {differs: name}}}", "shown: name is as it was written")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t, value: {name: Eve}}, expect: {shown: {equals: {name: Eve}}}}", "shown: name is not \"Eve\", it is \"redact\"")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve}}, expect: {stored: {differs: x}}}", "stored: x is not in the value of the test, so it can't differ")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve}}, expect: {stored: {matches: {name: \"^A\"}}}}", "stored: name does not match ^A, it is \"Eve\"")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve}}, expect: {stored: {equals: {name: Ann}}}}", "stored: name is not \"Ann\", it is \"Eve\"")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t, value: {name: Eve}}, expect: {stored: {equals: {x: 1}}}}", "stored: x is absent, expected a value")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, read: {topic: t}, expect: {audit: durable}}", "audit: expected durable, got strict")]
    [InlineData("{name: n, as: {principal: \"User:ann\"}, write: {topic: t}, expect: {audit: aggregate}}", "audit: expected aggregate, got best-effort")]
    [InlineData("{name: n, as: {principal: \"User:bob\"}, read: {topic: t}, expect: {audit: strict}}", "audit: expected strict, got durable (no audit rule speaks of it)")]
    [InlineData("{name: n, as: {principal: \"User:eve\"}, read: {topic: t}, expect: {decision: deny, audit: durable}}", "audit: expected durable, got strict (no audit rule speaks of it)")]
    public void What_is_otherwise_fails_and_says_how(string test, string failure)
    {
        Assert.Equal([failure], Run(test).Failures);
    }

    [Fact]
    public void A_result_says_where_its_test_stands()
    {
        var result = Run("{name: the name, as: {principal: \"User:ann\"}, read: {topic: t}, expect: {by: [A1]}}");

        Assert.Equal("the name", result.Name);
        Assert.Equal(new Place("p.yaml", 21, 12), result.Place);
    }
}
