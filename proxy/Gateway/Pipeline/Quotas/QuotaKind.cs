namespace Compliance.Gateway.Pipeline.Quotas;

/// <summary>What a quota bounds.</summary>
internal enum QuotaKind : byte
{
    /// <summary>Records in which something is shown under an exception.</summary>
    Reveals,

    /// <summary>Bytes that are read in a second.</summary>
    Read,

    /// <summary>Bytes that are written in a second.</summary>
    Write,
}
