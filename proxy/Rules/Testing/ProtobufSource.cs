namespace Compliance.Rules.Testing;

/// <summary>By what a value in Protobuf is written.</summary>
/// <param name="Text">The .proto file's text; null: it is in a file.</param>
/// <param name="File">Where that is.</param>
/// <param name="Message">Which of its messages, by its name, with its package or without; null: the first.</param>
public sealed record ProtobufSource(string? Text, string? File, string? Message);
