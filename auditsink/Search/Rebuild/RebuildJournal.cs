using System.Text;

namespace Compliance.Search.Rebuild;

/// <summary>
/// Which files a rebuild has done, so that the same command goes on there:
/// <code>
/// journal = question LF (path LF)*        a line that is not whole was being written, and does not count
/// </code>
/// A repeat is harmless in any case; this saves its time. Not thread-safe.
/// </summary>
internal sealed class RebuildJournal : IDisposable
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly FileStream _file;

    private RebuildJournal(FileStream file) => _file = file;

    /// <param name="path">Made when missing.</param>
    /// <param name="question">Which index, which times: another rebuild has another journal.</param>
    /// <exception cref="InvalidDataException">The file is another rebuild's, or none.</exception>
    public static RebuildJournal Open(string path, string question)
    {
        var journal = new RebuildJournal(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        try
        {
            journal.Read(path, question);
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public bool Has(string file) => _done.Contains(file);

    public void Done(string file) => Append(file);

    public void Dispose() => _file.Dispose();

    private void Read(string path, string question)
    {
        var bytes = new byte[_file.Length];
        _file.ReadExactly(bytes);
        var whole = bytes.AsSpan(0, bytes.AsSpan().LastIndexOf((byte)'\n') + 1);
        var lines = Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 ? bytes.Length > question.Length : lines[0] != question)
            throw new InvalidDataException($"{path} is no journal of this rebuild. Give another file, or the times and settings that it was begun with.");
        _done.UnionWith(lines.Skip(1));
        _file.SetLength(whole.Length);
        _file.Seek(0, SeekOrigin.End);
        if (lines.Length == 0)
            Append(question);
    }

    private void Append(string line)
    {
        _file.Write(Encoding.UTF8.GetBytes(line + '\n'));
        _file.Flush(flushToDisk: true);
    }
}
