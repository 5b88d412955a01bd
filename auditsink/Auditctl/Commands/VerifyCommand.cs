using System.CommandLine;
using System.Text.Json;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Output;
using Compliance.Events;
using Compliance.Ledger.Verify;
using Compliance.Search.Compare;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl verify</c>: everything that the ledger promises of an archive, checked from the first public key on.</summary>
internal static class VerifyCommand
{
    public static Command Make(Tools tools)
    {
        var trust = new TrustOptions();
        var compare = new CompareOptions(tools.Time);
        var command = new Command("verify", "Whether the archive is what was signed: signatures, entries, files, rows, sequences, and nothing more or less");
        trust.AddTo(command);
        compare.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            context.Using(new AccessUse(AuditAction.Verify, compare.Filters(context), []));
            var plan = trust.Plan(context, tools.Time);
            using var copies = plan.Copies;
            using var store = TrustOptions.Place(context.Archive, "--archive", tools.Time);
            var progress = new Reports(context.Progress);
            var report = await new Verification(new ArchiveView(store), plan, tools.Time).RunAsync(progress, stop);
            if (report.Logs == 0)
                throw new ArchiveException($"There is nothing to vouch for in {context.Archive}: no sink has written there, and no checkpoint of it is known. Give --archive the place that the sink's settings name.");
            var index = await compare.RunAsync(context, store, stop);
            await context.SucceededAsync(report.Rows, stop);
            Write(context, report, plan.Copies is not null, index);
            return report.IsSound && index?.IsSound != false ? ExitCode.Done : ExitCode.Findings;
        });
        return command;
    }

    private static void Write(VerbContext context, VerificationReport report, bool withCopies, IndexReport? index)
    {
        if (!context.Json)
        {
            VerificationText.Write(report, withCopies, context.Output);
            if (index is not null)
                IndexText.Write(index, context.Output);
            return;
        }

        var json = JsonSerializer.SerializeToNode(report, VerificationJson.Default.VerificationReport)!.AsObject();
        if (index is not null)
            json["elasticsearch"] = JsonSerializer.SerializeToNode(index, VerificationJson.Default.IndexReport);
        context.Output.WriteLine(json.ToJsonString(VerificationJson.Default.Options));
    }

    private sealed class Reports(Progress progress) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value) => progress.Rows("Checking files", value.Files, value.OfFiles);
    }
}
