namespace Compliance.Events;

/// <summary>What a field holds, and so which column, mapping and wire form it has.</summary>
public enum FieldType
{
    /// <summary>Words from a small set; Parquet string with a dictionary, Elasticsearch keyword.</summary>
    Keyword,

    /// <summary>Names that a client or an operator chose, any Unicode; Parquet string, Elasticsearch keyword.</summary>
    Text,

    /// <summary>Parquet string of 36 ASCII characters (time-ordered for a UUIDv7), Elasticsearch keyword.</summary>
    Uuid,

    /// <summary>Elasticsearch ip; text in the archive.</summary>
    Ip,

    Number16,
    Number32,
    Number64,

    /// <summary>Microseconds since the Unix epoch, UTC.</summary>
    Time,

    KeywordList,
    Number32List,
    Number64List,
}
