using Apache.Arrow;
using Apache.Arrow.Types;

namespace Compliance.Ledger.Rows;

/// <summary>
/// Two columns behind those of the event, in compacted files alone: which of the files it stands for a row was in, and at which row of it.
/// They are no part of a row's canonical bytes: what vouches for them is that the rows, put back in place, have the roots of those files.
/// Valid as long as the batch.
/// </summary>
public sealed class OriginColumns
{
    public const string FileColumn = "origin_file";
    public const string RowColumn = "origin_row";

    private readonly Int32Array _files;
    private readonly Int32Array _rows;

    private OriginColumns(Int32Array files, Int32Array rows) => (_files, _rows) = (files, rows);

    public static IReadOnlyList<Field> Fields { get; } = [new Field(FileColumn, Int32Type.Default, false), new Field(RowColumn, Int32Type.Default, false)];

    /// <exception cref="RowException">The batch does not end in them.</exception>
    public static OriginColumns Of(RecordBatch batch)
    {
        var first = batch.ColumnCount - Fields.Count;
        for (var i = 0; i < Fields.Count; i++)
        {
            if (first < 0 || batch.Schema.GetFieldByIndex(first + i).Name != Fields[i].Name || batch.Column(first + i) is not Int32Array { NullCount: 0 })
                throw new RowException(Fields[i].Name, 0, "is not there as a number, so that nobody knows where the rows were.");
        }

        return new OriginColumns((Int32Array)batch.Column(first), (Int32Array)batch.Column(first + 1));
    }

    /// <summary>Of a row of the batch: the file's number in the entry's list, and the row in that file.</summary>
    public (int File, int Row) At(int index) => (_files.Values[index], _rows.Values[index]);
}
