using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Access;
using Compliance.Events;
using Compliance.Search.Bulk;
using Compliance.Search.Http;
using Compliance.Search.Refused;

namespace Compliance.Auditctl.Commands;

/// <summary><c>auditctl dead-letters</c>: documents that the index refused for good, to be looked at, and sent again when the cause is mended.</summary>
internal static class DeadLettersCommand
{
    public static Command Make(Tools tools)
    {
        var index = new IndexOptions();
        var send = new Option<bool>("--send") { Description = "Send them once more: what is taken now goes from the list, what is refused again stays" };
        var command = new Command("dead-letters", "Events whose documents the search index refused; the archive has them in any case") { send };
        index.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var isSending = context.Parsed.GetValue(send);
            context.Using(new AccessUse(AuditAction.DeadLetters, isSending ? ["send"] : [], []));
            using var store = TrustOptions.Place(context.Archive, "--archive", tools.Time);
            var letters = new DeadLetters(store);
            if (!isSending)
                return await ListAsync(context, letters, stop);
            var settings = index.Settings(context);
            using var client = new IndexClient(settings);
            await context.BeginAsync(stop);
            var sent = await new DeadLetterPost(letters, new IndexSending(client, settings, context.Error, tools.Time).Sender).SendAsync(stop);
            await context.SucceededAsync(sent.Created + sent.Present, stop);
            await WriteAsync(context, sent);
            return sent.Refused == 0 ? ExitCode.Done : ExitCode.Findings;
        });
        return command;
    }

    private static async Task<int> ListAsync(VerbContext context, DeadLetters letters, CancellationToken stop)
    {
        var boxes = await letters.ReadAsync(stop).ToListAsync(stop);
        var count = boxes.Sum(box => box.Letters.Count);
        await context.SucceededAsync(count, stop);
        if (context.Json)
        {
            var all = boxes.SelectMany(box => box.Letters, (box, letter) => new JsonObject
            {
                ["event"] = letter.Id.ToString(),
                ["index"] = letter.Index,
                ["error"] = letter.Error,
                ["object"] = box.Name,
                ["document"] = JsonNode.Parse(letter.Document),
            });
            await context.Output.WriteLineAsync(new JsonArray([.. all]).ToJsonString());
            return ExitCode.Done;
        }

        foreach (var letter in boxes.SelectMany(box => box.Letters))
            await context.Output.WriteLineAsync($"{letter.Id}  {letter.Index}  {letter.Error}");
        await context.Output.WriteLineAsync(count == 0
            ? "No document was refused."
            : string.Create(CultureInfo.InvariantCulture, $"{count:N0} documents were refused. When the cause is mended, --send sends them again."));
        return ExitCode.Done;
    }

    private static Task WriteAsync(VerbContext context, BulkTally sent) => context.Output.WriteLineAsync(context.Json
        ? new JsonObject { ["created"] = sent.Created, ["present"] = sent.Present, ["refused"] = sent.Refused }.ToJsonString()
        : string.Create(CultureInfo.InvariantCulture, $"{sent.Created:N0} documents are in the index now, {sent.Present:N0} were there already, {sent.Refused:N0} were refused again and stay."));
}
