using System.CommandLine;
using Compliance.Rules;

namespace Compliance.Gateway.Commands;

/// <summary>The policies that a verb is about, and what is said where they are refused.</summary>
internal static class PolicyFilesArgument
{
    public static Argument<string[]> Make(bool isOptional = false) => new("FILE") { Description = "Policy files, or folders of them.", Arity = isOptional ? ArgumentArity.ZeroOrMore : ArgumentArity.OneOrMore };

    public static int Refuse(IEnumerable<Problem> problems, TextWriter output)
    {
        foreach (var problem in problems)
            output.WriteLine(problem);
        return ExitCode.Refused;
    }
}
