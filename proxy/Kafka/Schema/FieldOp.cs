namespace Compliance.Kafka.Schema;

/// <summary>
/// One instruction of a <see cref="MessageProgram"/>, at the index that is the field's id. A struct's fields follow
/// it, those without a tag first, then those with one; an array's element follows the array. <c>Next</c> leads past
/// everything below a field, to its next sibling. Plain fields, as accessors would each be compiled at start.
/// </summary>
internal struct FieldOp
{
    public FieldEncoding Encoding;
    public FieldRole Role;
    public bool Nullable;

    /// <summary>Bytes of a fixed value, or of one element of a fixed array.</summary>
    public byte Size;

    /// <summary>Tag in a tag section, or -1.</summary>
    public short Tag;

    public ushort Next;

    /// <summary>Of a struct: the id behind its last field without a tag.</summary>
    public ushort UntaggedEnd;

    /// <summary>Of a struct: how many fields it has without a tag, at least those nodes come of it.</summary>
    public ushort UntaggedCount;

    /// <summary>Of a fixed value: how many fixed siblings stand here in a row, itself included, read by one bounds check.</summary>
    public ushort Run;

    /// <summary>Bytes of that row.</summary>
    public ushort RunSize;

    /// <summary>Fewest bytes that the value can take, never 0: bounds an array's count before its loop.</summary>
    public ushort MinSize;
}
