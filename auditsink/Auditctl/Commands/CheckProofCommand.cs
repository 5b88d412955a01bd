using System.CommandLine;
using Compliance.Auditctl.Output;
using Compliance.Ledger.Proofs;

namespace Compliance.Auditctl.Commands;

/// <summary>
/// <c>auditctl check-proof</c>: whether a proof holds, on any machine, with the ledger's first public key alone. It reads nothing of an
/// archive, so its use is no use of the audit log and is not recorded.
/// </summary>
internal static class CheckProofCommand
{
    private const long MostBytes = 64 << 20;

    public static Command Make()
    {
        var file = new Argument<string>("PROOF") { Description = "The file that auditctl prove made" };
        var key = TrustOptions.KeyOption(required: true);
        var origin = new Option<string>("--origin") { Description = "The ledger that it must be of; left out: the proof's own word is printed" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("check-proof", "Whether a proof of an event holds; needs no archive and no network") { file, key, origin, json };
        Verb.SetBare(command, async (parsed, output, error, stop) =>
        {
            var place = parsed.GetValue(file)!;
            if (new FileInfo(place) is { Exists: true, Length: > MostBytes })
                throw new UsageException($"{place} is too long for a proof.");
            var proven = EventProof.Check(await File.ReadAllBytesAsync(place, stop), TrustOptions.Key(parsed.GetValue(key)!));
            var holds = proven is not null && (parsed.GetValue(origin) is not { } wanted || proven.Checkpoint.Origin.StartsWith($"{wanted}/", StringComparison.Ordinal));
            if (parsed.GetValue(json))
                await output.WriteLineAsync(ProofJson.Of(holds ? proven : null));
            else if (holds)
                ProofText.Write(proven!, output);
            if (holds)
                return ExitCode.Done;
            await error.WriteLineAsync(proven is null
                ? $"{place} proves nothing to whoever trusts this key: it was changed, it is of another ledger, or it is no proof. Ask for it again: auditctl prove."
                : $"{place} is of the ledger {proven.Checkpoint.Origin}, not of {parsed.GetValue(origin)}.");
            return ExitCode.Findings;
        });
        return command;
    }
}
