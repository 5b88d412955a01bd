using System.CommandLine;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Export;

namespace Compliance.Auditctl.Commands;

/// <summary>
/// <c>auditctl check-export</c>: whether an export is what somebody signed for, on any machine, with their public key. It reads nothing of an
/// archive, so its use is no use of the audit log and is not recorded.
/// </summary>
internal static class CheckExportCommand
{
    public static Command Make()
    {
        var file = new Argument<string>("EXPORT") { Description = "The export's file; its manifest and signature lie beside it" };
        var key = new Option<string>("--public-key") { Description = "File of the public key of whoever made the export: PEM, or a C2SP verifier key", Required = true };
        var ledger = new Option<string>("--ledger-key") { Description = "File of the first public key that signed the ledger, to check the checkpoints too; the statements that lead to later keys stand in the manifest" };
        var json = new Option<bool>("--json") { Description = "Print JSON" };
        var command = new Command("check-export", "Whether an export is what was signed; needs no archive and no network") { file, key, ledger, json };
        Verb.SetBare(command, async (parsed, output, error, stop) =>
        {
            var place = parsed.GetValue(file)!;
            var check = await ExportCheck.RunAsync(place, TrustOptions.Key(parsed.GetValue(key)!), parsed.GetValue(ledger) is { } trusted ? TrustOptions.Key(trusted) : null, stop);
            if (parsed.GetValue(json))
                await output.WriteLineAsync(new JsonObject { ["holds"] = check.Holds, ["findings"] = new JsonArray([.. check.Findings.Select(finding => (JsonNode)finding)]) }.ToJsonString());
            else if (check.Holds)
                await output.WriteLineAsync(check.Said);
            foreach (var finding in check.Findings)
                await error.WriteLineAsync(finding);
            return check.Holds ? ExitCode.Done : ExitCode.Findings;
        });
        return command;
    }
}
