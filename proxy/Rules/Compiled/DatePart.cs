namespace Compliance.Rules.Compiled;

/// <summary>What stays of a date.</summary>
public enum DatePart : byte
{
    Year,
    Month,
    Day,
}
