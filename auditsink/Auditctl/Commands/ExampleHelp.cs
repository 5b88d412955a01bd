using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Compliance.Auditctl.Commands;

/// <summary>The usual help of a verb, and examples of it below.</summary>
internal sealed class ExampleHelp(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["query"] =
        [
            "auditctl query --archive archive --who alice --since 24h",
            "auditctl query --config auditctl.yaml --class card-number --clear --reason CASE-17 --json",
            "auditctl query --archive archive --denied --topic 'payments*' --columns time,who,source,reason",
        ],
        ["impact"] = ["auditctl impact --archive archive --since 7d policies policies-new"],
        ["export"] =
        [
            "auditctl export --archive archive --since 2026-11-01 --until 2026-12-01 --output november.parquet",
            "auditctl export --archive archive --who alice --output alice.jsonl --format ocsf --reason CASE-17",
        ],
        ["token"] =
        [
            "auditctl token --key file:keys/customer-pseudonym.key --domain customer-id < value.txt",
            "auditctl token --key env:CARD_KEY --domain card-number --normalise digits",
        ],
        ["verify"] =
        [
            "auditctl verify --archive archive --origin audit.example/main --public-key ledger.pub --copies /mnt/elsewhere",
            "auditctl verify --config auditctl.yaml --json",
            "auditctl verify --config auditctl.yaml --elasticsearch https://search.example:9200 --compare all --since 7d",
        ],
        ["prove"] = ["auditctl prove 01890a5d-ac96-774b-bcce-b302099a8057 --archive archive --output event.proof"],
        ["hold"] =
        [
            "auditctl hold place --case CASE-17 --who alice --since 2026-01-01 --until 2026-07-01 --config alice.yaml",
            "auditctl hold release 3 --config alice.yaml --reason 'CASE-17 is closed'",
        ],
        ["purge"] =
        [
            "auditctl purge plan --before 2025-06-01 --config alice.yaml",
            "auditctl purge request --before 2025-06-01 --config alice.yaml",
            "auditctl approve 4 --sha256 5f0c93a1b2c3d4e5 --config bob.yaml",
            "auditctl purge run 4 --elasticsearch https://search.example:9200 --config alice.yaml",
        ],
        ["check-export"] = ["auditctl check-export november.parquet --public-key alice.pub --ledger-key ledger.pub"],
        ["check-proof"] = ["auditctl check-proof event.proof --public-key ledger.pub --origin audit.example/main"],
        ["reindex"] =
        [
            "auditctl reindex --config auditctl.yaml --since 2026-11-01 --until 2026-12-01",
            "auditctl reindex --config auditctl.yaml --resume november.journal --since 2026-11-01 --until 2026-12-01",
        ],
        ["dead-letters"] = ["auditctl dead-letters --config auditctl.yaml", "auditctl dead-letters --config auditctl.yaml --send"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (!Examples.TryGetValue(parseResult.CommandResult.Command.Name, out var examples))
            return code;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        return code;
    }
}
