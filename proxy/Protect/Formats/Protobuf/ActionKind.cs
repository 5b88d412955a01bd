namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What is done to each occurrence of a field.</summary>
internal enum ActionKind : byte
{
    /// <summary>Nothing that the plan looks for is in it.</summary>
    Copy,

    /// <summary>Seen in clear: it stays, and is counted.</summary>
    Reveal,

    /// <summary>Goes with its tag.</summary>
    Remove,

    /// <summary>A message without fields, a scalar that says nothing.</summary>
    Empty,

    /// <summary>Becomes the null of a <c>google.protobuf.Value</c>.</summary>
    Nullify,

    /// <summary>The value does not pass: the treatment can't be carried out on the type.</summary>
    Refuse,

    /// <summary>What the paths look for could be in it, and can't be seen.</summary>
    Unfollowed,

    /// <summary>The schema has too many types for the plan's paths.</summary>
    TooLarge,

    /// <summary>What the rule says of a scalar.</summary>
    Scalar,

    /// <summary>No rule acts on the scalar as a whole; what is found inside it is treated.</summary>
    Search,

    /// <summary>What the rule says of a date, in a message of seconds and nanoseconds.</summary>
    Timestamp,

    /// <summary>What the message's plan says of its fields.</summary>
    Message,

    /// <summary>The same for what an Any holds, by the type that it names.</summary>
    Any,

    /// <summary>The same for each entry of a map, by its key.</summary>
    Map,

    /// <summary>By the element's place in the list.</summary>
    Elements,
}
