namespace Compliance.Protect.Formats.Avro;

/// <summary>One type of a schema. Written by the parser alone, before anybody else sees it; types that are named may contain themselves.</summary>
internal sealed class AvroType(AvroKind kind)
{
    internal AvroKind Kind { get; } = kind;

    internal AvroLogical Logical { get; init; }

    /// <summary>Of fixed: bytes.</summary>
    internal int Size { get; init; }

    /// <summary>Of a decimal: digits behind the point; of a timestamp: digits of a second's fraction.</summary>
    internal int Digits { get; init; }

    /// <summary>Of an enum.</summary>
    internal byte[][] Symbols { get; init; } = [];

    /// <summary>Of an enum: the symbol that stands for nothing: the schema's default, or the first.</summary>
    internal int DefaultSymbol { get; init; }

    /// <summary>Of a record.</summary>
    internal AvroField[] Fields { get; set; } = [];

    /// <summary>Of an array what its elements are, of a map what its values are.</summary>
    internal AvroType? Item { get; init; }

    /// <summary>Of a union.</summary>
    internal AvroType[] Branches { get; init; } = [];

    /// <summary>Of a union: which branch is null; -1: none.</summary>
    internal int NullBranch => System.Array.FindIndex(Branches, b => b.Kind == AvroKind.Null);

    /// <summary>Bytes of each value where all have as many; else -1.</summary>
    internal int FixedBytes => Kind switch
    {
        AvroKind.Null => 0,
        AvroKind.Float => sizeof(float),
        AvroKind.Double => sizeof(double),
        AvroKind.Fixed => Size,
        _ => -1,
    };
}
