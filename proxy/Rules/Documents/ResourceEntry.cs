using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>A pattern of an access rule, or the cluster by its own name.</summary>
internal readonly record struct ResourceEntry(ResourceType Type, Text Pattern);
