using System.CommandLine;
using System.Text.Json.Nodes;
using Compliance.Auditctl.Access;
using Compliance.Events;
using Compliance.Protect.Keys;
using Compliance.Rules.Compiled;

namespace Compliance.Auditctl.Commands;

/// <summary>
/// <c>auditctl token</c>: what stands in place of a value where a policy hashes its class, so that the value can be looked for without being
/// written anywhere. The value is neither printed nor recorded.
/// </summary>
internal static class TokenCommand
{
    // Half of the hash is as hard to find a second value for, and what a log of tokens holds.
    private const int ShortBytes = 16;

    public static Command Make(Tools tools)
    {
        var value = new Argument<string?>("VALUE") { Description = "The value; left out: the first line of standard input, which leaves it out of the shell's history", Arity = ArgumentArity.ZeroOrOne };
        var key = new Option<string>("--key") { Description = "The key: file:PATH or env:NAME, the same that the policy names", Required = true };
        key.Validators.Add(result =>
        {
            if (result.GetValue(key) is { } text && Source(text) is null)
                result.AddError("--key must be file:PATH or env:NAME.");
        });
        var domain = new Option<string>("--domain") { Description = "The data class whose values the policy hashes", Required = true };
        var normalise = new Option<string>("--normalise") { Description = "How the records write it: none (as typed), digits (only those), lower, upper (letters, without spaces)", DefaultValueFactory = _ => "none" };
        normalise.AcceptOnlyFromAmong("none", "digits", "lower", "upper");
        var @short = new Option<bool>("--short") { Description = "Only the first 16 bytes" };
        var approval = new TokenApproval(tools);
        var command = new Command("token", "The token of a value: what stands in its place where a policy hashes it") { value, key, domain, normalise, @short };
        approval.AddTo(command);
        Verb.Set(command, new CommonOptions(), tools, async (context, stop) =>
        {
            var parsed = context.Parsed;
            var form = parsed.GetValue(normalise)!;
            var name = parsed.GetValue(domain)!;
            context.Using(new AccessUse(AuditAction.Token, [$"normalise={form}", .. approval.Filters(parsed)], [name]));
            var text = Normalised(parsed.GetValue(value) ?? await ReadAsync(context, tools, stop), form);
            if (ValueHash.Of(Source(parsed.GetValue(key)!)!, name, text, out var problem) is not { } hash)
                throw new ArchiveException(problem);
            if (await approval.AskAsync(context, name, hash, stop))
                return ExitCode.Done;
            await context.SucceededAsync(1, stop);
            var token = Convert.ToHexStringLower(parsed.GetValue(@short) ? hash.AsSpan(0, ShortBytes) : hash);
            await context.Output.WriteLineAsync(context.Json ? new JsonObject { ["token"] = token, ["domain"] = name, ["normalise"] = form }.ToJsonString() : token);
            if (parsed.GetValue(value) is not null)
                await context.Error.WriteLineAsync("The value stands in the shell's history now. Leave VALUE out and give it on standard input.");
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<string> ReadAsync(VerbContext context, Tools tools, CancellationToken stop)
    {
        if (tools.InputIsSeen)
            await context.Error.WriteAsync("Value: ");
        return await tools.Input.ReadLineAsync(stop) is { Length: > 0 } line ? line : throw new UsageException("There is no value: give it on standard input, as one line.");
    }

    private static KeySource? Source(string text) => text.Split(':', 2) switch
    {
        ["file", { Length: > 0 } path] => new KeySource(true, path),
        ["env", { Length: > 0 } name] => new KeySource(false, name),
        _ => null,
    };

    private static string Normalised(string value, string form)
    {
        var text = form switch
        {
            "digits" => string.Concat(value.Where(char.IsAsciiDigit)),
            "lower" => string.Concat(value.Where(letter => !char.IsWhiteSpace(letter))).ToLowerInvariant(),
            "upper" => string.Concat(value.Where(letter => !char.IsWhiteSpace(letter))).ToUpperInvariant(),
            _ => value,
        };
        return text.Length > 0 ? text : throw new UsageException($"Nothing of the value is left by --normalise {form}.");
    }
}
