namespace Compliance.Kafka.Schema;

/// <summary>A role and the places that have it, separated by white space.</summary>
internal sealed record OverrideRow(FieldRole Role, string Places);
