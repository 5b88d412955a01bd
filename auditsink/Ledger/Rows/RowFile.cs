using Apache.Arrow;
using Apache.Arrow.Ipc;
using Compliance.Events;
using ParquetSharp;
using ParquetSharp.Arrow;

namespace Compliance.Ledger.Rows;

/// <summary>A file of the archive, read in the order of its rows, each page's checksum checked. One owner; not thread-safe.</summary>
public sealed class RowFile : IDisposable
{
    /// <summary>Footer key of the root over the rows, in base64.</summary>
    public const string RootKey = "compliance.ledger.root";

    private const int BatchRows = 8192;
    private readonly ReaderProperties _properties = ReaderProperties.GetDefaultReaderProperties();
    private readonly ArrowReaderProperties _arrow = ArrowReaderProperties.GetDefault();
    private readonly Stream _stream;
    private readonly FileReader _reader;

    /// <summary>Throws a <see cref="ParquetException"/> when the bytes are no Parquet file.</summary>
    /// <param name="stream">The file, from its beginning; disposed with this.</param>
    public RowFile(Stream stream)
    {
        _properties.EnablePageChecksumVerification();
        _arrow.BatchSize = BatchRows;
        // One file, one thread: whoever has many files reads them side by side.
        _arrow.UseThreads = false;
        for (var column = 0; column < EventFields.InOrder.Length; column++)
            _arrow.SetReadDictionary(column, IsShared(EventFields.InOrder[column].Type));
        // Row group by row group, on this thread alone: read ahead, it would hold the whole file, and let go of it on a thread of its own.
        _arrow.PreBuffer = false;
        _stream = stream;
        _reader = new FileReader(stream, _properties, _arrow, leaveOpen: true);
    }

    /// <summary>What the footer says of the root, or null.</summary>
    public string? Root => _reader.ParquetReader.FileMetaData.KeyValueMetadata.GetValueOrDefault(RootKey);

    public long Rows => _reader.ParquetReader.FileMetaData.NumRows;

    /// <summary>The batches in order; each is valid until the next.</summary>
    public IArrowArrayStream Batches() => _reader.GetRecordBatchReader(null, null);

    /// <summary>Hands each batch on; it is valid during the call.</summary>
    public async Task ForEachAsync(Action<RecordBatch> take, CancellationToken stop)
    {
        using var batches = Batches();
        while (await batches.ReadNextRecordBatchAsync(stop) is { } batch)
        {
            using (batch)
                take(batch);
        }
    }

    // Texts that many rows have stay as they are in the file, once in a dictionary that rows point into. A list has one column of its own in
    // the file too, so that columns count there as in the table.
    private static bool IsShared(FieldType type) => type is FieldType.Keyword or FieldType.Text or FieldType.Ip;

    public void Dispose()
    {
        _reader.Dispose();
        _stream.Dispose();
        _arrow.Dispose();
        _properties.Dispose();
    }
}
