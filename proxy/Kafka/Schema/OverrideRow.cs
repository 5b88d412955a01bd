namespace Compliance.Kafka.Schema;

/// <summary>A role and the places that have it, separated by white space.</summary>
internal readonly record struct OverrideRow(FieldRole Role, string Places);
