namespace Compliance.Rules.Compiled.Rows;

/// <summary>What part of a record a predicate looks at.</summary>
public enum RowSource : byte
{
    Value,
    Key,
    Header,
}
