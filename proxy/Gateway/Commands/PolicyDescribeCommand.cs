using System.CommandLine;
using Compliance.Protect.Reports;
using Compliance.Rules;

namespace Compliance.Gateway.Commands;

/// <summary><c>policy describe [--format markdown|html] FILE…</c>: what policies say, in words that somebody can sign.</summary>
internal static class PolicyDescribeCommand
{
    private const string Html = "html";

    public static Command Make()
    {
        var files = PolicyFilesArgument.Make();
        var format = new Option<string>("--format") { Description = "markdown or html", DefaultValueFactory = _ => "markdown" };
        format.AcceptOnlyFromAmong("markdown", Html);
        var command = new Command("describe", "Tells what policies say in plain language, as a page to sign.") { files, format };
        command.SetAction(parsed =>
        {
            var problems = new List<Problem>();
            var pages = PolicyPages.Describe(parsed.GetRequiredValue(files), problems);
            if (pages is null)
                return PolicyFilesArgument.Refuse(problems, parsed.InvocationConfiguration.Error);
            if (parsed.GetRequiredValue(format) == Html)
                pages.WriteHtml(parsed.InvocationConfiguration.Output);
            else
                pages.WriteMarkdown(parsed.InvocationConfiguration.Output);
            return ExitCode.Done;
        });
        return command;
    }
}
