using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>Where one occurrence of a field stands.</summary>
/// <param name="Type">The field.</param>
/// <param name="Wire">How it is delimited.</param>
/// <param name="Start">Of its content.</param>
/// <param name="End">Behind it.</param>
/// <param name="Raw">Of a number.</param>
internal readonly record struct FoundField(FieldType Type, WireType Wire, int Start, int End, ulong Raw);
