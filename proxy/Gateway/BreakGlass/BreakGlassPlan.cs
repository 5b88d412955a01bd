using Compliance.Signing;

namespace Compliance.Gateway.BreakGlass;

/// <summary>Who may open what a route's policies close, in an emergency, and for how long. Immutable.</summary>
/// <param name="Folder">Where the grants lie.</param>
/// <param name="Origin">What they are for, so that those for a test are worth nothing elsewhere.</param>
/// <param name="People">Who may grant, and take back.</param>
/// <param name="Max">How long a grant may last.</param>
/// <param name="Digest">Of all of it: plans of equal ones take the same grants.</param>
internal sealed record BreakGlassPlan(string Folder, string Origin, People People, TimeSpan Max, string Digest);
