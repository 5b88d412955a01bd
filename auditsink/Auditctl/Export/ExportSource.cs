using Compliance.Auditctl.Query;
using Compliance.Ledger.Custody;

namespace Compliance.Auditctl.Export;

/// <summary>A file of the archive that an export was made from.</summary>
/// <param name="Path">Below the archive's folder.</param>
/// <param name="Rows">All its rows, also those that did not fit the question.</param>
/// <param name="Sha256">As the archive's manifest has it.</param>
internal sealed record ExportSource(string Path, long Rows, string Sha256)
{
    /// <summary>The log whose entry names the file, and that entry's number.</summary>
    public string Log { get; init; } = "";
    public long Entry { get; init; }

    /// <summary>Of the tree over its rows, base64; none in files from before there was a ledger.</summary>
    public string? Root { get; init; }

    public static ExportSource Of(NamedFile named) => new(named.File.Path, named.File.Rows, named.File.Sha256)
    {
        Log = PurgeFile.LogOf(named.Entry.Topic, named.Entry.Partition),
        Entry = named.Entry.Number,
        Root = named.File.Root,
    };
}
