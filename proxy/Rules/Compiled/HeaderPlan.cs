namespace Compliance.Rules.Compiled;

/// <summary>What happens to the headers of one name or pattern; a record may have several.</summary>
/// <param name="Name">Whose headers; of several plans that take one the first holds the rules of all.</param>
/// <param name="Plan">Its rules are about each of them alone.</param>
public sealed record HeaderPlan(HeaderName Name, FieldPlan Plan);
