using Compliance.Protect.Formats.Protobuf.Types;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>One occurrence of a field, behind whose tag the cursor stands.</summary>
/// <param name="Start">Of its tag.</param>
/// <param name="Number">The field's.</param>
/// <param name="Type">How it is delimited.</param>
/// <param name="End">Of the message that it is in.</param>
/// <param name="Depth">Of that message.</param>
internal readonly record struct Occurrence(int Start, int Number, WireType Type, int End, int Depth);
