namespace Compliance.Ledger.Rows;

/// <summary>Form of a value, in the two low bits of its key: as in <see cref="Events.EventCodec"/>.</summary>
internal enum RowWire
{
    Number = 0,
    Uuid = 1,
    Text = 2,
    List = 3,
}
