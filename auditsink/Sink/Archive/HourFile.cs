using Compliance.Events;
using Compliance.Events.Archive;
using ParquetSharp.Arrow;

namespace Compliance.AuditSink.Archive;

/// <summary>
/// The Parquet file that takes one hour of the range being gathered. Rows collect in memory until a row group is full; the file lies in
/// the writing folder until the range's line stands in the manifest. Owned by one <see cref="OpenRange"/>; not thread-safe.
/// <code>
/// gathering --Append, row group full--> gathering --Finish--> finished (on the disk, hash known)
///     \--Dispose--> abandoned (the file stays behind; the next start clears it away)
/// </code>
/// </summary>
internal sealed class HourFile : IDisposable
{
    private readonly HashingStream _stream;
    private readonly FileWriter _writer;
    private readonly int _groupRows;
    private long _rows;
    private long _firstTime = long.MaxValue;
    private long _lastTime = long.MinValue;

    public HourFile(string path, DateTime hour, RowGroup group, int groupRows = ParquetFormat.RowGroupRows)
    {
        (Hour, Group, _groupRows) = (hour, group, groupRows);
        _stream = new HashingStream(path);
        try
        {
            _writer = new FileWriter(_stream, RowGroup.Schema, ParquetFormat.Properties, null, leaveOpen: true);
        }
        catch
        {
            _stream.Dispose();
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

    /// <summary>Writes what is left and the footer, and makes the file last.</summary>
    /// <param name="path">Where it will stand, below the archive's folder.</param>
    public ArchiveFile Finish(string path)
    {
        if (Group.Rows > 0)
            WriteGroup();
        _writer.Close();
        return new ArchiveFile(path, _rows, _stream.Written, _stream.Seal(), _firstTime, _lastTime);
    }

    public void Dispose()
    {
        Group.Clear();
        _stream.IsAbandoned = true;
        _writer.Dispose();
        _stream.Dispose();
    }

    private void WriteGroup()
    {
        _writer.WriteRecordBatch(Group.Build(), _groupRows);
        Group.Clear();
    }
}
