using Compliance.Gateway.Approval;

namespace Compliance.Gateway.Commands;

/// <summary>Releases as a person reads them.</summary>
internal static class ReleaseText
{
    /// <summary>One release, its files, and what comes next.</summary>
    public static void Write(GovernedFolder folder, Release release, TextWriter output)
    {
        output.WriteLine(Line(release));
        foreach (var file in release.Order.Files)
            output.WriteLine($"  {file.Name}  {file.Policy}  {file.Sha256}");
        output.WriteLine(release.IsApproved
            ? "Approved: a proxy that reads these settings takes it up within limits.reloadInterval, or at once on SIGHUP."
            : $"Not in force yet: {folder.Plan.Needed - release.People} more of {string.Join(", ", folder.Plan.People.Names.Where(name => !release.Has(name)))} must approve it before {release.Order.ExpiresAt:u}: 'compliance-proxy policy approve'.");
    }

    public static string Line(Release release)
    {
        var approved = release.Approvals.Count == 0 ? "" : $"; approved by {string.Join(", ", release.ApprovedBy)}";
        var restores = release.Order.Restores is { } number ? $", puts release {number} back" : "";
        return $"release {release.Number}{restores}: signed by {release.SignedBy} at {release.SignedAt:u}{(release.Reason is { } reason ? $" ({reason})" : "")}{approved}";
    }
}
