using System.Security.Cryptography;
using Apache.Arrow;
using Compliance.Events;
using Compliance.Events.Archive;
using Compliance.Ledger.Merkle;
using Compliance.Ledger.Rows;
using ParquetSharp.Arrow;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// The Parquet file that takes one hour of the range being gathered. Rows collect in memory until a row group is full; the file lies in
/// the work folder until the range's entry is created. Owned by one <see cref="OpenRange"/>; not thread-safe.
/// <code>
/// gathering --Append, row group full--> gathering --Finish--> finished (on the disk, hash known)
///     \--Dispose--> abandoned (the file is removed)               \--Dispose--> left to the store
/// </code>
/// </summary>
internal sealed class HourFile : IDisposable
{
    private string _path;
    private readonly HashingStream _stream;
    private readonly FooterStream _footer;
    private readonly RowTree _tree = new();

    // Chosen anew for each file, so that no text of a client can look like it.
    private readonly string _rootStandIn = Convert.ToBase64String(RandomNumberGenerator.GetBytes(TreeHash.Size));
    private readonly FileWriter _writer;
    private readonly int _groupRows;
    private readonly OriginGroup? _origins;
    private long _rows;
    private long _firstTime = long.MaxValue;
    private long _lastTime = long.MinValue;
    private bool _isFinished;

    /// <param name="path">Where it is written.</param>
    /// <param name="hour">The hour.</param>
    /// <param name="group">Buffers that nobody else uses.</param>
    /// <param name="groupRows">Rows of a full row group.</param>
    /// <param name="origins">Buffers of a compacted file; null in any other.</param>
    public HourFile(string path, DateTime hour, RowGroup group, int groupRows = ParquetFormat.RowGroupRows, OriginGroup? origins = null)
    {
        (_path, Hour, Group, _groupRows, _origins) = (path, hour, group, groupRows, origins);
        _stream = new HashingStream(path);
        _footer = new FooterStream(_stream);
        try
        {
            var schema = new Schema((origins is null ? RowGroup.Schema : OriginGroup.Schema).FieldsList, RowGroup.Schema.Metadata.Append(new(RowFile.RootKey, _rootStandIn)));
            _writer = new FileWriter(_footer, schema, ParquetFormat.Properties, ParquetFormat.ArrowProperties, leaveOpen: true);
        }
        catch
        {
            // A full disk has room for a name, and each try has a name of its own.
            _stream.Dispose();
            File.Delete(path);
            throw;
        }
    }

    public DateTime Hour { get; }

    /// <summary>The buffers it uses; after Dispose they are empty and free for another file.</summary>
    public RowGroup Group { get; }

    /// <summary>Bytes in the file so far; what is gathered for the next row group is not among them.</summary>
    public long Bytes => _stream.Written;

    public void Append(AuditEvent e)
    {
        Group.Append(e);
        _rows++;
        _firstTime = Math.Min(_firstTime, e.Timestamp);
        _lastTime = Math.Max(_lastTime, e.Timestamp);
        if (Group.Rows == _groupRows)
            WriteGroup();
    }

    /// <summary>A row of a compacted file, and where it was.</summary>
    public void Append(AuditEvent e, int originFile, int originRow)
    {
        _origins!.Append(originFile, originRow);
        Append(e);
    }

    /// <summary>Gives the file that is being written another name, in the same folder. False: it is gone.</summary>
    public bool TryRename(string path)
    {
        try
        {
            File.Move(_path, path);
        }
        catch (FileNotFoundException)
        {
            return false;
        }

        _path = path;
        return true;
    }

    /// <summary>Writes what is left and the footer, and makes the file last.</summary>
    /// <param name="path">Where it will stand, by its name in the archive.</param>
    public ArchiveFile Finish(string path)
    {
        if (Group.Rows > 0)
            WriteGroup();
        var root = _tree.Root().ToBase64();
        _footer.Hold();
        _writer.Close();
        _footer.Release(_rootStandIn, root);
        var file = new ArchiveFile(path, _rows, _stream.Written, _stream.Seal(), _firstTime, _lastTime) { Root = root, Spans = SpanList.Write(_tree.Spans()) };
        _isFinished = true;
        return file;
    }

    public void Dispose()
    {
        Group.Clear();
        _stream.IsAbandoned = true;
        _writer.Dispose();
        _stream.Dispose();
        _tree.Dispose();
        if (!_isFinished)
            File.Delete(_path);
    }

    private void WriteGroup()
    {
        var batch = Group.Build();
        _tree.Append(batch);
        _writer.WriteRecordBatch(_origins?.AddTo(batch) ?? batch, _groupRows);
        Group.Clear();
    }
}
