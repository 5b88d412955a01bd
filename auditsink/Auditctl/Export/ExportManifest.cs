namespace Compliance.Auditctl.Export;

/// <summary>What stands beside an export: what it is, what was asked, and what of the archive it was made from.</summary>
internal sealed record ExportManifest
{
    public const string Version = "compliance-export/1";

    public string Format { get; init; } = Version;

    /// <summary>Name of the export's file, beside this one.</summary>
    public required string File { get; init; }
    public required string FileFormat { get; init; }
    public required long Rows { get; init; }
    public required long Bytes { get; init; }

    /// <summary>Of the file's bytes, hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Times of the first and the last event in it; none without rows.</summary>
    public DateTimeOffset? FirstTime { get; init; }
    public DateTimeOffset? LastTime { get; init; }
    public required ExportQuestion Query { get; init; }
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>The archive's files that were read.</summary>
    public required IReadOnlyList<ExportSource> Sources { get; init; }

    /// <summary>Rows that stand in the journal of uses beside the archive: no ledger signs for those.</summary>
    public long? JournalRows { get; init; }

    /// <summary>Files of the times asked for that were purged, so that their rows are no part of it.</summary>
    public IReadOnlyList<string>? Purged { get; init; }

    /// <summary>What the ledger had signed when it was made, for each log that a file is of.</summary>
    public IReadOnlyList<ExportCheckpoint>? Checkpoints { get; init; }

    /// <summary>The public key that signed this manifest, under its owner's name, as a C2SP verifier key; the signature is <see cref="Signature"/>.</summary>
    public string? SignedBy { get; init; }

    /// <summary>Name of the signature's file, beside this one.</summary>
    public string? Signature { get; init; }

    /// <summary>Why there is no signature.</summary>
    public string? Unsigned { get; init; }
    public required DateTimeOffset MadeAt { get; init; }
    public required string MadeBy { get; init; }
    public string? Reason { get; init; }
    public required string MadeWith { get; init; }
}
