using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>
/// A login at brokers as written, a cluster's, a route's or a principal's: the password is a reference, and the user may be one. <paramref name="Tokens"/>: where tokens come from, with
/// the client's id for a user and its secret for a password; null: the mechanism takes none.
/// </summary>
internal sealed record LoginSettings(string Mechanism, Text User, Text Password, TokenSettings? Tokens = null);
