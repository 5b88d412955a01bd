using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>The account at brokers of one principal, as written. <paramref name="Login"/> null: it is malformed, which a problem tells.</summary>
internal sealed record AccountSettings(Text Principal, LoginSettings? Login);
