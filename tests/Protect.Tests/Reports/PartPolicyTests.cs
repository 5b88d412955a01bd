namespace Compliance.Protect.Tests.Reports;

/// <summary>Inline tests of policies about keys and headers.</summary>
public sealed class PartPolicyTests
{
    private const string Policy = """
        schema: policy/v1
        policy: {id: p, title: t, owner: o}
        people: {all: {principals: ["User:*"]}, admins: {principals: ["User:adm"]}}
        classes:
          customer: {find: [{topics: t, in: key}]}
          account: {find: [{topics: j, in: key, path: $.id, format: avro}]}
          user: {find: [{topics: [t, j], in: "header:user"}]}
          auth: {find: [{topics: t, in: "header:auth"}]}
          note: {find: [{topics: t, in: "header:note"}]}
          any: {find: [{topics: w, in: "header:*"}]}
          inner: {find: [{topics: w, in: "header:x-*"}]}
        keys: {k: {env: K}}
        protect:
          - {id: P1, class: customer, when: produce, do: {token: {with: siv, key: k} } }
          - {id: P2, class: customer, when: consume, do: {mask: {keepLast: 1} }, except: [{people: admins, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: c}]}
          - {id: P3, class: user, when: consume, do: {mask: {keepLast: 1} } }
          - {id: P4, class: auth, when: produce, do: drop}
          - {id: P5, class: note, when: consume, do: nullify}
          - {id: P6, class: account, when: consume, do: redact}
          - {id: P7, class: any, when: consume, do: {mask: {keepLast: 1} } }
          - {id: P8, class: inner, when: consume, do: drop}
        access: [{id: A1, allow: [read, write], topics: [t, j, w], people: all}]
        tests:

        """;

    private static IEnumerable<string> Failures(string test) => InlineTests.Failures(Policy + "  - " + test);

    [Theory]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, key: 1234}, expect: {key: \"***4\", by: [P1, P2], stored: {key: {differs: $, matches: {$: \"^[A-Za-z0-9+/=_-]{20,}$\"}}}}}")]
    [InlineData("{name: n, as: {principal: \"User:adm\"}, read: {topic: t, key: 1234}, expect: {key: 1234, by: [P2, T-1]}}")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, key: ada, value: {x: 1}}, expect: {key: \"**a\", value: {x: 1}}}")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, value: {x: 1}, headers: {user: bob, auth: secret, note: {a: 1}, other: x}}, expect: {headers: {user: \"**b\", auth: null, note: null, other: x}, by: [P3, P4, P5]}}")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, write: {topic: t, headers: {user: bob, auth: secret}}, expect: {headers: {user: bob}, stored: {headers: {auth: {absent: $}, user: {equals: {$: bob}}}}}}")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, value: {x: 1}, key: null}, expect: {key: null, value: {x: 1}}}")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: j, key: {id: a1, n: 7}, keyAvroSchema: {type: record, name: K, fields: [{name: id, type: string}, {name: n, type: int}]}}, expect: {key: {id: \"\", n: 7}, by: [P6]}}")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: w, headers: {user: bob, x-id: 7}}, expect: {headers: {user: \"**b\", x-id: null}, by: [P7, P8]}}")]
    public void A_test_says_key_and_headers_and_expects_them(string test) => Assert.Empty(Failures(test));

    [Theory]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, key: 1234}, expect: {key: 1234}}", "key: expected 1234, got \"***4\"")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, key: 1234}, expect: {key: null}}", "key: expected null, got \"***4\"")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, headers: {user: bob, auth: x}}, expect: {headers: {user: bob, auth: x}}}", "header user: expected \"bob\", got \"**b\"; header auth: expected \"x\", got none")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: t, key: ada, headers: {user: bob}}, expect: {shown: {key: {absent: $}, headers: {user: {matches: {$: \"^x\"}}}}}}", "shown: key $ is there, expected absent; shown: header:user $ does not match ^x, it is \"**b\"")]
    [InlineData("{name: n, as: {principal: \"User:a\"}, read: {topic: j, key: {id: a1}}, expect: {key: {id: \"\"}}}", "value: refused, keys of the topic are in Avro, and 'keyAvroSchema' does not say by what schema this one is written")]
    public void What_comes_out_otherwise_is_told(string test, string failures) => Assert.Equal(failures, string.Join("; ", Failures(test)));
}
