using Compliance.Rules.Compiled;

namespace Compliance.Protect.Formats.Protobuf;

/// <summary>What a plan does to the fields of a message. Complete once compiled; shared by all threads.</summary>
internal sealed class MessagePlan
{
    private const int Low = 64;

    private readonly FieldAction?[] _low = new FieldAction?[Low];
    private readonly Dictionary<int, FieldAction> _high = [];

    /// <summary>How much has to be counted: elements of lists, occurrences of messages.</summary>
    internal int Counters { get; set; }

    /// <summary>
    /// What becomes of fields that the schema does not have: they may be what a later schema has, a protected field under a new number as well.
    /// </summary>
    internal UnknownFields Unknown { get; init; }

    /// <summary>Null: the schema has no such field.</summary>
    internal FieldAction? Find(int number) => number < Low ? _low[number] : _high.GetValueOrDefault(number);

    internal void Add(int number, FieldAction action)
    {
        if (number < Low)
            _low[number] = action;
        else
            _high[number] = action;
    }
}
