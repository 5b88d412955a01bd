using System.Text.RegularExpressions;
using Xunit;

namespace Compliance.House.Tests;

public sealed partial class CodeTests
{
    /// <summary>Code on a thread of its own, which waits for nobody else's work.</summary>
    private static readonly Dictionary<string, string> MayBlock = new(StringComparer.Ordinal)
    {
        ["proxy/Gateway/Audit/Journaling/JournalLoop.cs"] = "the journal's own thread paces its fsyncs",
        ["auditsink/Sink/Intake/AssignmentState.cs"] = "the handlers of a consumer must have taken partitions on when they return; one task for each of two consumers waits",
    };

    [Fact]
    public void The_product_takes_the_time_from_its_clock() =>
        Rule.Holds(Tree.ProductCode.SelectMany(file => file.Where(Clock())), "take a TimeProvider in the constructor: tests move it.");

    [Fact]
    public void Nothing_in_the_product_blocks_a_thread() =>
        Rule.Holds(
            Tree.ProductCode.Where(file => !MayBlock.ContainsKey(file.Path)).SelectMany(file => file.Where(Blocking())),
            "await it; code that runs on a thread of its own and so may block is named, with its reason, in this test.");

    [Fact]
    public void What_may_block_is_still_there() =>
        Rule.Holds(MayBlock.Keys.Where(path => !Tree.Exists(path)), "take the file out of the list in this test.");

    [Fact]
    public void No_listener_shares_its_port() =>
        Rule.Holds(
            Tree.ProductCode.Concat(Tree.TestCode.Where(NotThisRoom)).SelectMany(file => file.Where(Reuse())),
            "leave it out: on Linux it sets SO_REUSEPORT too, so that a second proxy with an old policy silently takes half of the connections.");

    [Fact]
    public void Nothing_is_left_for_later() =>
        Rule.Holds(
            from file in Tree.Files.Where(NotThisRoom)
            where file.Path.EndsWith(".cs", StringComparison.Ordinal) || file.Path.EndsWith(".md", StringComparison.Ordinal) || file.Path.EndsWith(".yaml", StringComparison.Ordinal) || file.Path == ".ci/run"
            from line in file.Lines.Index()
            where Later().IsMatch(line.Item)
            select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}",
            "do it, or say in the room's README plainly what is not done.");

    [Fact]
    public void No_path_of_a_single_machine_and_no_registry_is_named() =>
        Rule.Holds(
            from file in Tree.Files.Where(NotThisRoom)
            where !file.Path.EndsWith(".gz", StringComparison.Ordinal) && !file.Path.EndsWith(".ndjson", StringComparison.Ordinal)
            from line in file.Lines.Index()
            where MachinePath().IsMatch(line.Item)
            select $"{file.Path}:{line.Index + 1}: {line.Item.Trim()}",
            "make it relative to the checkout, a setting, or a temporary folder; packages come from wherever the user's tools are set to take them.");

    [Fact]
    public void Log_messages_have_ids_of_their_own()
    {
        foreach (var executable in new[] { "proxy/Gateway/", "auditsink/Sink/", "auditsink/Auditctl/", "compose/Local/" })
        {
            var ids = Tree.ProductCode.Where(file => file.Path.StartsWith(executable, StringComparison.Ordinal))
                .SelectMany(file => EventId().Matches(file.Text).Select(match => (file.Path, Id: match.Groups[1].Value)))
                .ToList();

            Rule.Holds(ids.GroupBy(entry => entry.Id).Where(group => group.Count() > 1).Select(group => $"{executable}: event id {group.Key} is given {group.Count()} times"), "take the next free id; ids are never given anew.");
            Rule.Holds(ids.Where(entry => !entry.Path.EndsWith("LogMessages.cs", StringComparison.Ordinal)).Select(entry => $"{entry.Path}: event id {entry.Id}"), "an executable's log messages stand in one LogMessages.cs.");
        }
    }

    [Fact]
    public void Tests_are_named_by_sentences() =>
        Rule.Holds(
            from file in Tree.TestCode
            from match in TestMethod().Matches(file.Text)
            where !match.Groups[1].Value.Contains('_', StringComparison.Ordinal)
            select $"{file.Path}: {match.Groups[1].Value}",
            "say the behaviour: Words_with_underscores_say_the_behaviour.");

    private static bool NotThisRoom(TextFile file) => !file.Path.StartsWith("tests/House.Tests/", StringComparison.Ordinal);

    [GeneratedRegex(@"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\bThread\.Sleep\b|\.GetAwaiter\(\)\.GetResult\(\)|(?:\)|\b\w*(?:[Tt]ask|[Pp]ending|[Aa]sync)\w*)\.Result\b|\.Wait\(|\bTask\.Wait(All|Any)\(")]
    private static partial Regex Blocking();

    [GeneratedRegex(@"\bReuseAddress\b|\bReusePort\b|\bExclusiveAddressUse\s*=\s*false")]
    private static partial Regex Reuse();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bXXX\b|\bHACK\b|NotImplementedException|simplified for now|for the time being|in a later version", RegexOptions.None)]
    private static partial Regex Later();

    [GeneratedRegex(@"(?<![\w.])/(work|root|home)/\w|\bnuget\.org\b|\bnpmjs\b|\bdebian\.org\b|\bdocker\.elastic\b")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"\[LoggerMessage\(\s*(?:EventId\s*=\s*)?(\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b[^\n]*\]\s*(?:\[[^\n]*\]\s*)*public\s+(?:static\s+)?(?:async\s+)?(?:void|Task|ValueTask)\s+(\w+)\(")]
    private static partial Regex TestMethod();
}
