using Compliance.Kafka.Wire;
using Xunit;
using static Compliance.Gateway.Tests.Pipeline.Traffic;

namespace Compliance.Gateway.Tests.Pipeline;

/// <summary>Keys and headers of records are protected as their values are, whether there is a value or not.</summary>
public sealed class SideGuardTests
{
    private static string Policy(string finds, string rules, string more = "") => Policies.Payments[..Policies.Payments.IndexOf("classes:", StringComparison.Ordinal)]
        + $"classes:\n{finds}\n{more}protect:\n{rules}\n"
        + Policies.Payments[Policies.Payments.IndexOf("access:\n", StringComparison.Ordinal)..];

    private static readonly string Tokens = Policy(
        """
          customer: {find: [{topics: "payments.**", in: key}]}
          trace: {find: [{topics: "payments.**", in: "header:user"}]}
        """,
        """
          - {id: P1, class: customer, when: produce, do: {token: {with: siv, key: k}}}
          - {id: P2, class: customer, when: consume, do: {mask: {keepLast: 2}}, except: [{people: admins, do: reveal, until: 2030-01-01, ticket: T-1, approvedBy: ciso}]}
          - {id: P3, class: trace, when: consume, do: {mask: {keepFirst: 1}}}
        """,
        "keys: {k: {env: K}}\n");

    private static async Task<(List<TestRecord> Stored, Step Step)> Store(Rig rig, params TestRecord[] records)
    {
        var step = await rig.Send("till", Produce(9, TestBatch.Of(0, records)));
        return (TestBatch.Read(step.Sent.Structs("TopicData")[0].Structs("PartitionData")[0].Get<byte[]>("Records")), step);
    }

    private static async Task<List<string>> ReadBy(string user, Rig rig, params TestRecord[] records)
    {
        var step = await rig.Send(user, Fetch(12, "payments.eu"));
        var answer = await rig.Answer(user, step, Fetched(12, "payments.eu", TestBatch.Of(0, records)));
        return TestBatch.Read(Records(answer)).ConvertAll(record => record.ToString());
    }

    [Fact]
    public async Task Equal_keys_become_equal_tokens_in_tombstones_too_and_what_has_no_key_keeps_none()
    {
        // given a record, the tombstone that deletes it, another's record, and one without a key
        using var rig = new Rig(Tokens);

        // when
        var (stored, step) = await Store(rig, TestRecord.Of("ada", "1", ("user", "ada")), TestRecord.Of("ada", null), TestRecord.Of("eve", "2"), TestRecord.Of(null, "3"));

        // then the values, and a header that is protected on consume, are as they were
        Assert.Equal(stored[0].Key, stored[1].Key);
        Assert.NotEqual(stored[0].Key, stored[2].Key);
        Assert.DoesNotContain(stored, record => record.ToString().StartsWith("ada", StringComparison.Ordinal) || record.ToString().StartsWith("eve", StringComparison.Ordinal));
        Assert.Equal(["1; user: ada", "null", "2", "3"], stored.Select(record => record.ToString().Split(" = ")[1]));
        Assert.Null(stored[3].Key);
        Assert.Equal(3, step.Exchange.Topics[0].Counts.Masked);
        List<string> fields = [];
        step.Exchange.Topics[0].Counts.AddNames([], [], fields, []);
        Assert.Equal(["key:$"], fields);
    }

    [Fact]
    public async Task Who_may_reads_the_key_that_was_written_and_others_what_the_policy_leaves()
    {
        using var rig = new Rig(Tokens);
        var (stored, _) = await Store(rig, TestRecord.Of("adele", "1", ("user", "adele"), ("trace", "7"), ("user", "bob"), ("user", null)), TestRecord.Of("adele", null));

        Assert.Equal(["adele = 1; user: a****; trace: 7; user: b**; user: null", "adele = null"], await ReadBy("admin", rig, [.. stored]));
        Assert.Equal(["***le = 1; user: a****; trace: 7; user: b**; user: null", "***le = null"], await ReadBy("analyst", rig, [.. stored]));
    }

    [Fact]
    public async Task Keys_and_headers_are_taken_out_whole_without_being_read()
    {
        using var rig = new Rig(Policy(
            """
              customer: {find: [{topics: "payments.**", in: key}]}
              token: {find: [{topics: "payments.**", in: "header:auth"}]}
              note: {find: [{topics: "payments.**", in: "header:note"}]}
              mail: {find: [{topics: "payments.**", in: "header:mail"}]}
            """,
            """
              - {id: P1, class: customer, when: consume, do: drop}
              - {id: P2, class: token, when: consume, do: drop}
              - {id: P3, class: note, when: consume, do: nullify}
              - {id: P4, class: mail, when: consume, do: redact}
            """));
        var record = new TestRecord([0xFF, 0], [1, 2], [("auth", [0xFF]), ("note", [0xFF]), ("auth", []), ("mail", "a@b.example"u8.ToArray()), ("Auth", "stays"u8.ToArray())]);

        Assert.Equal(["null = \u0001\u0002; note: null; mail: ; Auth: stays"], await ReadBy("analyst", rig, record));
    }

    [Fact]
    public async Task A_header_gets_what_all_patterns_that_it_fits_say_and_those_that_name_schemas_stay()
    {
        using var rig = new Rig(Policy(
            """
              any: {find: [{topics: "payments.**", in: "header:*"}]}
              inner: {find: [{topics: "payments.**", in: "header:x-*"}]}
              agent: {find: [{topics: "payments.**", in: "header:x-agent"}]}
            """,
            """
              - {id: P1, class: any, when: consume, do: {mask: {keepLast: 1}}}
              - {id: P2, class: inner, when: consume, do: drop}
              - {id: P3, class: agent, when: consume, do: {mask: {keepLast: 2}}}
            """));

        Assert.Equal(
            ["k = 1; user: **a; __value_schema_id: abc; y: *b"],
            await ReadBy("analyst", rig, TestRecord.Of("k", "1", ("user", "ada"), ("x-trace", "7"), ("__value_schema_id", "abc"), ("x-agent", "eve"), ("y", "ab"))));
    }

    [Fact]
    public async Task Fields_of_a_key_in_JSON_are_found_by_their_paths()
    {
        using var rig = new Rig(Policy(
            """  customer: {find: [{topics: "payments.**", in: key, path: $.id}, {topics: "payments.**", in: "header:who", path: $.mail}]}""",
            "  - {id: P1, class: customer, when: consume, do: {mask: {keepLast: 1}}}"));

        Assert.Equal(
            ["""{"id":"***4","n":1} = {"id":"1234"}; who: {"mail":"***e"}"""],
            await ReadBy("analyst", rig, TestRecord.Of("""{"id":"1234","n":1}""", """{"id":"1234"}""", ("who", """{"mail":"a@be"}"""))));
    }

    [Fact]
    public async Task What_cannot_be_read_does_not_pass()
    {
        // given keys and headers that are no JSON, where the policy looks for fields
        using var rig = new Rig(Policy(
            """
              customer: {find: [{topics: "payments.**", in: key, path: $.id}]}
              mail: {find: [{topics: "payments.**", in: "header:who", path: $.mail}]}
            """,
            """
              - {id: P1, class: customer, when: produce, do: {hash: k}}
              - {id: P2, class: mail, when: produce, do: drop}
              - {id: P3, class: customer, when: consume, do: redact}
              - {id: P4, class: mail, when: consume, do: redact}
            """,
            "keys: {k: {env: K}}\n"));
        var records = new[] { TestRecord.Of("""{"id":"1"}""", "a"), TestRecord.Of("card 4111", "b", ("who", """{"mail":1}""")), TestRecord.Of(null, "c", ("who", "mail 4111")) };

        // when they are written and, stored before, read
        var step = await rig.Send("till", Produce(9, TestBatch.Of(0, records)));

        // then the batch is refused, which names each record and shows none
        var refused = step.Reply.Structs("Responses")[0].Structs("PartitionResponses")[0];
        Assert.Equal((short)KafkaError.InvalidRecord, refused["ErrorCode"]);
        Assert.Equal(["1 the key is not valid JSON", "2 the header 'who' is not valid JSON"], refused.Structs("RecordErrors").Select(e => $"{e["BatchIndex"]} {e["BatchIndexErrorMessage"]}"));
        Assert.Equal(["""{"id":""} = a""", """null = b; who: {"mail":0}""", "null = c; who: null"], await ReadBy("analyst", rig, records));
    }
}
