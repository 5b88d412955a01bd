using System.Collections.Immutable;

namespace Compliance.Rules.Compiled;

/// <summary>Some people whom a policy tells by more than their principal: where nobody's login proves that, they are nobody.</summary>
/// <param name="People">Their name in the policy.</param>
/// <param name="Place">Where it stands.</param>
/// <param name="Mechanisms">One of these must have been used; empty: any, and none.</param>
/// <param name="Groups">They are told by groups.</param>
/// <param name="Claims">They are told by these claims of a token.</param>
/// <param name="Certificate">They are told by what stands in a client's certificate.</param>
public sealed record LoginNeed(string People, Place Place, ImmutableArray<string> Mechanisms, bool Groups, ImmutableArray<string> Claims, bool Certificate);
