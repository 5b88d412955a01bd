namespace Compliance.Protect.Formats.Protobuf.Types;

/// <summary>Messages that stand for something else than an object with fields, as their JSON form shows.</summary>
internal enum WellKnown : byte
{
    No,

    /// <summary><c>StringValue</c> and its like: a scalar that may be null.</summary>
    Wrapper,

    /// <summary>A text, by ISO 8601.</summary>
    Timestamp,

    /// <summary>An object with any members.</summary>
    Struct,

    /// <summary>Any JSON value.</summary>
    Value,

    /// <summary>An array of such values.</summary>
    List,

    /// <summary>A message of a type that only it names.</summary>
    Any,
}
