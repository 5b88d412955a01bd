namespace Compliance.Ledger.Custody;

/// <summary>What a statement of custody does. Words, not numbers: they are signed, and are read for years.</summary>
public static class StatementKind
{
    /// <summary>One person: files may not be purged.</summary>
    public const string Hold = "hold";

    /// <summary>The first of two people: something that needs both.</summary>
    public const string Request = "request";

    /// <summary>The second of them.</summary>
    public const string Approval = "approval";

    /// <summary>A purge that was approved begins: from here on its files may be gone.</summary>
    public const string Start = "start";

    /// <summary>A purge has ended: what is gone, what was kept, and what the ledger says of the rest.</summary>
    public const string Certificate = "certificate";

    /// <summary>Documents of what a certified purge took were erased from a search index, which was not done by then, or of which some had come back.</summary>
    public const string Erasure = "erasure";
}
