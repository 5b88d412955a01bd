using Apache.Arrow;

namespace Compliance.Ledger.Rows;

/// <summary>The texts of a column by row, whether each row has its own or points into a dictionary. Empty where a row has none. Valid as long as the batch.</summary>
internal sealed class RowTexts(IArrowArray array)
{
    private readonly StringArray _texts = array as StringArray ?? (StringArray)((DictionaryArray)array).Dictionary;
    private readonly Int32Array? _indices = (array as DictionaryArray)?.Indices as Int32Array;

    public ReadOnlySpan<byte> At(int row)
    {
        if (_indices is null)
            return _texts.GetBytes(row);
        return _indices.GetValue(row) is { } index ? _texts.GetBytes(index) : default;
    }
}
