using Compliance.Rules.Compiled.Times;

namespace Compliance.Rules.Documents;

/// <summary>Hours as written, and what they are.</summary>
internal readonly record struct HoursEntry(Text Written, TimeWindow Window);
