namespace Compliance.Protect.Tests.Reports;

/// <summary>An officer tests what he encrypts, in each format and part of a record: its ciphertext is another one each time, its form is not.</summary>
public sealed class EncryptPolicyTests
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people: {all: {principals: ["User:*"]}, dpo: {principals: ["User:dpo"]}}
        classes:
          person: {find: [{topics: t, path: $.p.name}, {topics: a, path: $.name, format: avro}, {topics: t, in: "header:who"}, {topics: t, in: key}]}
          shared: {find: [{topics: t, path: $.shared}]}
        keys: {k: {env: K, earlier: [J]}, dek: {env: D}}
        protect:
          - {id: P1, class: person, when: produce, do: {encrypt: k} }
          - {id: P2, class: person, when: consume, do: {mask: {keepLast: 1} }, except: [{people: dpo, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: c}]}
          - {id: P3, class: shared, when: produce, do: {encrypt: {key: dek, form: confluent} } }
          - {id: P4, class: shared, when: consume, do: {encrypt: {key: dek, form: confluent} }, except: [{people: dpo, do: reveal, until: 2030-01-01, ticket: T-2, approvedBy: c}]}
        access: [{id: A1, allow: [read, write], topics: [t, a], people: all}]
        retention: [{id: R1, topics: t, max: 9d, cleanup: delete}]
        tests:

        """;

    private const string Form = "\"^enc1:[A-Za-z0-9+/]{40,}={0,2}$\"";
    private const string Avro = "avroSchema: {type: record, name: R, fields: [{name: name, type: string}, {name: n, type: int}]}";

    private static IEnumerable<string> Failures(string test) => InlineTests.Failures(Policy + "  - " + test);

    [Theory]
    [InlineData("read: {topic: t, value: {p: {name: Ada, n: 1}}}, expect: {value: {p: {name: \"**a\", n: 1}}, by: [P1, P2], stored: {differs: $.p.name, matches: {$.p.name: " + Form + "}}}")]
    [InlineData("read: {topic: t, value: {p: {name: 1815}}}, expect: {value: {p: {name: 0}}, stored: {matches: {$.p.name: " + Form + "}}}")]
    [InlineData("read: {topic: t, key: ada, headers: {who: bob}}, expect: {key: \"**a\", headers: {who: \"**b\"}, stored: {key: {matches: {$: " + Form + "}}, headers: {who: {matches: {$: " + Form + "}}}}}")]
    [InlineData("read: {topic: a, value: {name: Ada, n: 7}, " + Avro + "}, expect: {value: {name: \"**a\", n: 7}, stored: {matches: {$.name: " + Form + "}}}")]
    [InlineData("read: {topic: t, value: {shared: Ada}}, expect: {shown: {differs: $.shared, matches: {$.shared: \"^[A-Za-z0-9+/=]{44}$\"}}, by: [P3, P4]}")]
    [InlineData("read: {topic: t, value: {shared: 7}}, expect: {refused: true}")]
    public void Those_whom_no_exception_spares_see_none_of_it(string test) => Assert.Empty(Failures("{name: n, as: {principal: \"User:bi\"}, " + test + "}"));

    [Theory]
    [InlineData("read: {topic: t, value: {p: {name: Ada, n: 1}, shared: x}}, expect: {value: {p: {name: Ada, n: 1}, shared: x}, by: [P1, P2, T-1, P3, P4, T-2]}")]
    [InlineData("read: {topic: t, value: {p: {name: 18.15}}}, expect: {value: {p: {name: 18.15}}}")]
    [InlineData("read: {topic: t, key: ada, headers: {who: bob}}, expect: {key: ada, headers: {who: bob}}")]
    [InlineData("read: {topic: a, value: {name: Ada, n: 7}, " + Avro + "}, expect: {value: {name: Ada, n: 7}}")]
    public void Whom_an_exception_spares_sees_it_in_clear(string test) => Assert.Empty(Failures("{name: n, as: {principal: \"User:dpo\"}, " + test + "}"));
}
