namespace Compliance.Rules.Compiled;

/// <summary>The name before the @ is hidden, however long it is, and of the domain what is not kept. What is no address is hidden whole.</summary>
public sealed record EmailMask(EmailPart Keep) : Treatment(Technique.Mask);
