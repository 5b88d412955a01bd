using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>A cluster's login as written: the password is a reference, and the user may be one.</summary>
internal sealed record LoginSettings(string Mechanism, Text User, Text Password);
