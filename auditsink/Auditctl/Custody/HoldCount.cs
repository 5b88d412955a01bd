namespace Compliance.Auditctl.Custody;

/// <summary>What bringing the store's own holds into line came to.</summary>
/// <param name="Held">Files that a hold keeps now.</param>
/// <param name="Changed">Files whose hold in the store was put on or taken off.</param>
/// <param name="Offered">Whether the store has holds of its own.</param>
internal sealed record HoldCount(int Held, int Changed, bool Offered)
{
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Held} files are held{(Offered ? $", {Changed} of them newly marked or unmarked in the store" : "; this place has no locks of its own, so that auditctl obeys the hold, and an administrator need not")}.");
}
