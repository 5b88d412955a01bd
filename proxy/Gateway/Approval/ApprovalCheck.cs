using Compliance.Rules;

namespace Compliance.Gateway.Approval;

/// <summary>Whether policies as they were read are the release that people have approved last. All that is wrong comes with how to mend it.</summary>
internal static class ApprovalCheck
{
    /// <summary>The release in force; null exactly when an error was added to <paramref name="problems"/>.</summary>
    /// <param name="folder">Of the policies, for messages.</param>
    /// <param name="route">That demands the approvals.</param>
    /// <param name="plan">What it demands.</param>
    /// <param name="chain">What people have said.</param>
    /// <param name="files">As they were read.</param>
    /// <param name="now">To tell what waits from what has expired.</param>
    /// <param name="problems">Takes what is wrong.</param>
    public static Release? Run(string folder, string route, ApprovalPlan plan, ReleaseChain chain, IReadOnlyList<ReleasedFile> files, DateTimeOffset now, List<Problem> problems)
    {
        // What lies before the release in force has no part in it any more, say because somebody has left.
        foreach (var (_, problem) in chain.Problems.Where(problem => problem.Number > (chain.InForce?.Number ?? 0)))
            Add(folder, problem, Severity.Warning, problems);
        if (chain.InForce is { } inForce && inForce.Order.HasFiles(files))
            return inForce;
        if (chain.Waiting is { } waiting && waiting.Order.HasFiles(files))
            Add(folder, Waits(waiting, plan, route, now), Severity.Error, problems);
        else if (chain.InForce is null)
            Add(folder, $"Nobody has approved these policies, and route '{route}' demands the word of {plan.Needed} people. {ToSign(route)}", Severity.Error, problems);
        else if (chain.Releases.LastOrDefault(release => release.IsApproved && release.Order.HasFiles(files)) is { } earlier)
            Add(folder, $"These are the policies of release {earlier.Number}, after which release {chain.InForce.Number} was approved. To go back to them: 'compliance-proxy policy rollback --to {earlier.Number}'; else put back the files of release {chain.InForce.Number}.", Severity.Error, problems);
        else
            Differences(folder, route, chain.InForce, files, problems);
        return null;
    }

    private static string Waits(Release release, ApprovalPlan plan, string route, DateTimeOffset now) => now > release.Order.ExpiresAt
        ? $"Release {release.Number}, signed by {release.SignedBy}, was not approved before it expired at {release.Order.ExpiresAt:u}. {ToSign(route)}"
        : $"Release {release.Number}, signed by {release.SignedBy}, lacks the approval of {plan.Needed - release.People} more of {string.Join(", ", plan.People.Names.Where(name => !release.Has(name)))}. Each of them: 'compliance-proxy policy approve --config FILE --route {route} --as NAME --key NAME.pem'.";

    private static void Differences(string folder, string route, Release inForce, IReadOnlyList<ReleasedFile> files, List<Problem> problems)
    {
        foreach (var file in files)
        {
            var approved = inForce.Order.Files.FirstOrDefault(known => known.Name == file.Name);
            if (approved is null)
                Add(Path.Combine(folder, file.Name), $"This policy is in no release that was approved; the newest is release {inForce.Number}. Take it away, or sign: {ToSign(route)}", Severity.Error, problems);
            else if (approved != file)
                Add(Path.Combine(folder, file.Name), $"This policy has changed since release {inForce.Number} was approved (SHA-256 {file.Sha256[..16]}…, approved {approved.Sha256[..16]}…). Put it back, or sign: {ToSign(route)}", Severity.Error, problems);
        }

        foreach (var missing in inForce.Order.Files.Where(known => !files.Any(file => file.Name == known.Name)))
            Add(Path.Combine(folder, missing.Name), $"This policy is part of release {inForce.Number}, and is not there. Put it back, or sign without it: {ToSign(route)}", Severity.Error, problems);
    }

    private static string ToSign(string route) =>
        $"'compliance-proxy policy sign --config FILE --route {route} --as NAME --key NAME.pem', and another person: 'compliance-proxy policy approve …'.";

    private static void Add(string file, string message, Severity severity, List<Problem> problems) => problems.Add(new Problem(file, 1, 1, message, severity));
}
