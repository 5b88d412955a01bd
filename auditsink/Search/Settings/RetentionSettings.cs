namespace Compliance.Search.Settings;

/// <summary>How long a day stays in the index. The archive has it for as long as its own rules say.</summary>
/// <param name="Days">An index is deleted when its day has ended that many days ago.</param>
/// <param name="By">Who deletes.</param>
public sealed record RetentionSettings(int Days, RetentionOwner By)
{
    /// <summary>Ninety days at hand, as PCI DSS asks for three months.</summary>
    public const int UsualDays = 90;
}
