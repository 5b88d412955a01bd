using System.Buffers;
using System.Text;
using Compliance.Protect;
using Compliance.Protect.Formats;
using Compliance.Protect.Keys;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Benchmarks.Micro;

/// <summary>Tokens and ciphertexts of one field of a small JSON value: made on produce, turned back on consume; with the reading and writing of the value.</summary>
internal static class TokenBenchmark
{
    private const string Reader = "User:friend";

    // A session has its caller once, and so has the measurement: it is no part of a token.
    private static readonly Caller Friend = new(Reader);

    public static void Run()
    {
        foreach ((string treatment, bool isLong) in new[] { ("{token: {with: ff1, alphabet: digits, key: k}}", false), ("{token: {with: ff1, alphabet: digits, key: k}}", true), ("{token: {with: ff1, alphabet: digits, keepFirst: 6, keepLast: 4, key: k}}", false), ("{token: {with: siv, key: k}}", false), ("{encrypt: {key: k}}", false), ("{encrypt: {key: k, form: confluent}}", false) })
        {
            RuleSet rules = Load(treatment);
            using KeyRing keys = KeyRing.Ephemeral(rules.Keys);
            var protector = new ValueProtector(keys);
            var counts = new ProtectCounts();
            var output = new ArrayBufferWriter<byte>(4096);
            byte[] value = Encoding.UTF8.GetBytes(isLong ? """{"card":"4111111111111111411111111111111141111111"}""" : """{"card":"4111111111111111"}""");
            byte[] stored = Apply(When.Produce, value).ToArray();
            Meter.Run($"make {treatment}{(isLong ? " of 40" : "")}", value.Length, () => Apply(When.Produce, value));
            Meter.Run("  turn it back", value.Length, () => Apply(When.Consume, stored));

            ReadOnlySpan<byte> Apply(When when, byte[] from)
            {
                FieldPlan plan = rules.PlanFor(Friend, "t", when, DateTimeOffset.UnixEpoch);
                output.ResetWrittenCount();
                if (protector.Apply(plan, from, output, counts).Result != ProtectResult.Changed)
                    throw new InvalidOperationException("Nothing was changed.");
                return output.WrittenSpan;
            }
        }
    }

    private static RuleSet Load(string treatment)
    {
        (RuleSet? rules, IReadOnlyList<Problem> problems) = PolicyLoader.Load([("benchmark.yaml", $$$"""
            schema: policy/v1
            policy: {id: benchmark, title: Tokens, owner: benchmarks}
            people: {friend: {principals: ["{{{Reader}}}"]}}
            keys: {k: {env: K}}
            classes: {card: {find: [{topics: t, path: $.card}]}}
            protect:
              - {id: P1, class: card, when: produce, do: {{{treatment}}}}
              - {id: P2, class: card, when: consume, do: mask, except: [{people: friend, do: reveal, until: 2100-01-01, ticket: T, approvedBy: x}]}
            """)]);
        return rules ?? throw new InvalidOperationException(string.Join('\n', problems));
    }
}
