using System.Buffers;
using System.Text;
using Compliance.Protect.Formats;
using Compliance.Rules;
using Compliance.Rules.Compiled;

namespace Compliance.Protect.Tests;

/// <summary>Tokens and ciphertexts are made where each record is stored, and turned back where it is read: neither takes a byte of memory.</summary>
[Collection(nameof(BudgetTests.Alone))]
public sealed class TokenBudgetTests
{
    [Theory]
    [InlineData("{token: {with: ff1, alphabet: digits, key: f}}", "\"4111111111111111\"")]
    [InlineData("{token: {with: ff1, alphabet: digits, keepFirst: 6, keepLast: 4, key: f}}", "\"4111 1111 1111 1111\"")]
    [InlineData("{token: {with: ff1, alphabet: digits, key: f}}", "4111111111111111")]
    [InlineData("{token: {with: ff1, alphabet: 0-9A-Za-z, key: f}}", "\"Ada Lovelace-1815\"")]
    [InlineData("{token: {with: ff1, alphabet: digits, key: f}}", "\"4111111111111111-4111111111111111-41111111\"")]
    [InlineData("{token: {with: ff1, alphabet: 0-9A-Za-z, key: f}}", "\"AugustaAdaKingCountessOfLovelace1815\"")]
    [InlineData("{token: {with: siv, key: s}}", "\"4111111111111111\"")]
    [InlineData("{token: {with: siv, key: s}}", "17.5")]
    [InlineData("{encrypt: {key: e}}", "\"4111111111111111\"", true)]
    [InlineData("{encrypt: {key: e, bind: path}}", "17.5", true)]
    [InlineData("{encrypt: {key: g, form: confluent}}", "\"4111111111111111\"", true)]
    [InlineData("{encrypt: {key: g, form: confluent, version: 2}}", "\"Ada Lovelace-1815\"", true)]
    public void A_token_or_ciphertext_is_made_and_turned_back_without_a_byte_of_memory(string treatment, string card, bool isRandom = false)
    {
        using var keys = Plans.Keys();
        var (protector, counts, output) = (new ValueProtector(keys), new ProtectCounts(), new ArrayBufferWriter<byte>(4096));
        var value = Encoding.UTF8.GetBytes($$"""{"card":{{card}}}""");
        var rules = Rules(treatment);
        var (making, back) = (Plan(When.Produce), Plan(When.Consume));
        Assert.True(Apply(making, value));
        var stored = output.WrittenSpan.ToArray();

        BudgetTests.HoldsTo(double.MaxValue, () => Apply(making, value));
        Assert.Equal(isRandom, !output.WrittenSpan.SequenceEqual(stored));
        BudgetTests.HoldsTo(double.MaxValue, () => Apply(back, stored));
        Assert.Equal(value, output.WrittenSpan);

        FieldPlan Plan(When when) => rules.PlanFor(Plans.Friend, "t", when, DateTimeOffset.UnixEpoch);

        bool Apply(FieldPlan plan, byte[] from)
        {
            output.ResetWrittenCount();
            return protector.Apply(plan, from, output, counts).Result == ProtectResult.Changed;
        }
    }

    private static RuleSet Rules(string treatment) => PolicyLoader.Load([("p.yaml", $$$"""
        schema: policy/v1
        policy: {id: p, title: Tokens, owner: o}
        people: {friend: {principals: ["User:friend"]}}
        keys: {f: {env: F}, s: {env: S}, e: {env: E}, g: {env: G}}
        classes: {card: {find: [{topics: t, path: $.card}]}}
        protect:
          - {id: P1, class: card, when: produce, do: {{{treatment}}}}
          - {id: P2, class: card, when: consume, do: mask, except: [{people: friend, do: reveal, until: 2100-01-01, ticket: T, approvedBy: x}]}
        """)]).Rules!;
}
