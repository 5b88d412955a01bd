namespace Compliance.Search.Bulk;

/// <summary>What became of a batch's documents.</summary>
/// <param name="Created">New in the index.</param>
/// <param name="Present">There already under their id, whatever they hold.</param>
/// <param name="Refused">Never taken.</param>
internal readonly record struct BulkTally(long Created, long Present, long Refused)
{
    public static BulkTally operator +(BulkTally a, BulkTally b) => new(a.Created + b.Created, a.Present + b.Present, a.Refused + b.Refused);
}
