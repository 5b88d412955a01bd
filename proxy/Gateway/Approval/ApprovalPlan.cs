using Compliance.Signing;

namespace Compliance.Gateway.Approval;

/// <summary>What approvals a route demands of its policies. Immutable.</summary>
/// <param name="Origin">What the statements are for, so that those for a test are worth nothing elsewhere.</param>
/// <param name="People">Who may sign and approve.</param>
/// <param name="Needed">How many people, the signer among them.</param>
/// <param name="Within">How long a release may wait for its approvals.</param>
internal sealed record ApprovalPlan(string Origin, People People, int Needed, TimeSpan Within)
{
    public const int DefaultNeeded = 2;
    public static readonly TimeSpan DefaultWithin = TimeSpan.FromDays(14);
}
