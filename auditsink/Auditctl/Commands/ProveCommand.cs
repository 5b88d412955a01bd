using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Custody;
using Compliance.Auditctl.Export;
using Compliance.Auditctl.Query;
using Compliance.Events;
using Compliance.Ledger.Proofs;
using Compliance.Ledger.Verify;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl prove</c>: a text by which anybody with the ledger's first public key can check, without the archive, that an event stands in it.</summary>
internal static class ProveCommand
{
    public static Command Make(Tools tools)
    {
        var id = new Argument<Guid>("EVENT")
        {
            Description = "The event's id, as a query prints it",
            CustomParser = result => EventIdText.Parse(result, result.Tokens[0].Value),
        };
        var output = new Option<string>("--output", "-o") { Description = "The file to make; it must not exist. Left out: the proof is printed" };
        var command = new Command("prove", "A proof that an event stands in the signed archive, for check-proof on any machine") { id, output };
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var place = context.Parsed.GetValue(output);
            using var file = place is null ? null : new ExportFile(place);
            context.Using(new AccessUse(AuditAction.Prove, ["1 event id"], []));
            using var store = TrustOptions.Place(context.Archive, "--archive", tools.Time);
            var archive = new AccessQuery { Archive = context.Archive, Custody = KnownCustody.Of(context.Archive, context.Settings, tools.Time) };
            var found = await EventPlace.FindAsync(archive, store, context.Parsed.GetValue(id), stop);
            var proof = (await EventProof.MakeAsync(new ArchiveView(store), found.Topic, found.Partition, found.Entry, found.File, found.Row, stop)).ToString();
            if (file is not null)
            {
                await File.WriteAllTextAsync(file.Part, proof, stop);
                await file.SealAsync(stop);
            }

            await context.SucceededAsync(1, stop);
            file?.Commit();
            if (place is null && !context.Json)
                await context.Output.WriteAsync(proof);
            else
                await context.Output.WriteLineAsync(context.Json ? Json(found, place, proof) : Text(found, place!));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Text(EventPlace found, string place) => string.Create(
        CultureInfo.InvariantCulture, $"{place}: row {found.Row} of {found.File}, entry {found.Entry} of {found.Topic}/{found.Partition}. Check it anywhere: auditctl check-proof {place} --public-key FILE");

    private static string Json(EventPlace found, string? place, string proof) => new JsonObject
    {
        ["log"] = $"{found.Topic}/{found.Partition}",
        ["entry"] = found.Entry,
        ["file"] = found.File,
        ["row"] = found.Row,
        ["output"] = place,
        ["proof"] = place is null ? proof : null,
    }.ToJsonString();
}
