using Compliance.Gateway.Approval;
using Compliance.Rules.Compiled;
using Compliance.Signing;

namespace Compliance.Gateway.BreakGlass;

/// <summary>
/// What a person does in an emergency: opens something to somebody, and closes it again. All of it throws a <see cref="RefusedException"/>
/// before anything has changed. Command line only.
/// </summary>
/// <param name="route">Of which route.</param>
/// <param name="plan">What its settings say.</param>
/// <param name="read">Its policies. To close something none need to be sound, so they are read only to open.</param>
/// <param name="time">The clock.</param>
internal sealed class GrantDesk(string route, BreakGlassPlan plan, Func<RuleSet> read, TimeProvider time)
{
    private readonly GrantFolder _folder = new(plan.Folder);

    public BreakGlassPlan Plan => plan;

    public GrantChain Read() => _folder.ReadAll(plan, time.GetUtcNow());

    /// <summary>What rules call so is open to the principal for that time.</summary>
    public Grant Open(string principal, string opens, TimeSpan length, string ticket, string reason, string by, SigningKey key)
    {
        var rules = read();
        if (!rules.Opens.Contains(opens))
            throw new RefusedException($"No rule of the policies of route '{route}' says 'breakGlass: {opens}', so that it would open nothing. {(rules.Opens.Any() ? $"They open: {string.Join(", ", rules.Opens)}." : "None of them opens anything.")}");
        if (!rules.MayOpen(opens, principal))
            throw new RefusedException($"'{principal}' is none of the people to whom the policies of route '{route}' let '{opens}' be opened. Look at the rules with 'breakGlass: {opens}', and at how the client logs in: a principal is written as Kafka does, User:name.");
        var now = time.GetUtcNow();
        return Say(new GrantStatement(GrantStatement.Open, by, now, reason) { Order = new GrantOrder(principal, opens, now + length, ticket) }, key).Grants.Last();
    }

    /// <summary>It is closed from now on.</summary>
    public Grant Close(long number, string reason, string by, SigningKey key) =>
        Say(new GrantStatement(GrantStatement.Close, by, time.GetUtcNow(), reason) { Of = number }, key).Find(number)!;

    private GrantChain Say(GrantStatement statement, SigningKey key)
    {
        var chain = Read();
        if (!plan.People.Has(statement.By, key.PublicKey))
            throw new RefusedException($"The key that is to sign is not one of {statement.By}'s. Who may grant on route '{route}' is {string.Join(", ", plan.People.Names)} (breakGlass.people of the settings); give the public half of the key there, or sign with the one that is named.");
        if (chain.Objection(statement, time.GetUtcNow()) is { } objection)
            throw new RefusedException($"This {statement.Kind} {objection}.");
        var signed = SignedGrant.Sign(plan.Origin, chain.Next, chain.Last, statement, key);
        _folder.Add(signed);
        chain.Add(signed.Bytes.ToArray(), time.GetUtcNow());
        return chain;
    }
}
