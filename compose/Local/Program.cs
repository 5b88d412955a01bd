using System.CommandLine;
using System.Globalization;
using Compliance.Local;
using Compliance.Local.Parts;
using Compliance.Local.View;
using Spectre.Console;

// compliance-local [--for 20s] [--data DIR]
// Exit codes: 0 everything was as the policy says, 1 something was not, 2 wrong command line.
var duration = new Option<TimeSpan?>("--for")
{
    Description = "Stop after this time (500ms, 20s, 2m) instead of at Ctrl-C",
    CustomParser = argument =>
    {
        var text = argument.Tokens[0].Value;
        var digits = text.TrimEnd('m', 's');
        var unit = text[digits.Length..] switch { "ms" => 1, "s" => 1000, "m" => 60_000, _ => 0 };
        if (unit > 0 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0)
            return TimeSpan.FromMilliseconds((double)count * unit);
        argument.AddError($"--for '{text}': a number and ms, s or m, like 20s.");
        return null;
    },
};
var data = new Option<DirectoryInfo?>("--data") { Description = "Folder for journal, archive and log; without it a temporary one that is removed at the end" };
var root = new RootCommand("The main job on embedded parts: clients, proxy, broker, sink, auditor, in one process") { duration, data };
root.SetAction(async (result, stop) =>
{
    using var folder = new DataFolder(result.GetValue(data));
    var job = new MainJob(new Screen(AnsiConsole.Console, TimeProvider.System), folder, TimeProvider.System);
    return await job.RunAsync(result.GetValue(duration), stop) ? 0 : 1;
});
var parsed = root.Parse(args);
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? 2 : code;
