namespace Compliance.Protect.Formats;

/// <summary>What was found at one path: text in the scratch, and whether more than one subject, or what is none, stands there.</summary>
internal record struct Subject(int Start, int Length, bool IsUnclear);
