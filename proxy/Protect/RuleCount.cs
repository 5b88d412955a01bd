using Compliance.Rules.Compiled;

namespace Compliance.Protect;

/// <summary>How often one field rule acted.</summary>
/// <param name="Rule">The rule, with its class, path, treatment and exemption.</param>
/// <param name="Masked">Values it changed or removed.</param>
/// <param name="Clear">Values it let pass in clear under its exemption.</param>
public readonly record struct RuleCount(FieldRule Rule, long Masked, long Clear);
