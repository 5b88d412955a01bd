using System.Text.RegularExpressions;
using Xunit;

namespace Compliance.House.Tests;

public sealed partial class ReadmeTests
{
    private const int Most = 40;
    private static readonly string[] RoomsWithoutProject = ["proxy", "policies", "dashboards", "compose"];

    private static IEnumerable<TextFile> Readmes => Tree.Files.Where(file => file.Name == "README.md");

    private static IEnumerable<string> Rooms =>
        Tree.Projects.Select(project => project.Folder).Where(folder => !folder.EndsWith(".Tests", StringComparison.Ordinal)).Concat(RoomsWithoutProject);

    [Fact]
    public void Every_room_says_what_it_is_for() =>
        Rule.Holds(
            Rooms.Where(room => !Tree.Exists($"{room}/README.md") && !IsToldAbove(room)).Select(room => $"{room}/README.md is missing"),
            "write it, or tell of a small room in the README of the folder above, under its name with a slash: purpose, files in the order the data takes, what the room must never do, measured figures.");

    [Fact]
    public void A_rooms_README_is_read_in_a_minute() =>
        Rule.Holds(
            Readmes.Where(file => file.Path != "README.md" && file.Lines.Length > Most).Select(file => $"{file.Path} has {file.Lines.Length} lines, more than {Most}"),
            "leave out what the code says.");

    [Fact]
    public void Every_file_that_a_README_names_exists() =>
        Rule.Holds(
            from file in Readmes
            from line in file.Lines.Index()
            from named in Named(line.Item)
            where !Resolves(file, named)
            select $"{file.Path}:{line.Index + 1}: {named}",
            "name a path from the README's own folder or from the root; write what is no file without a slash or ending.");

    private static bool IsToldAbove(string room) =>
        Readmes.FirstOrDefault(file => file.Folder == Path.GetDirectoryName(room)) is { } above && above.Text.Contains($"{Path.GetFileName(room)}/", StringComparison.Ordinal);

    /// <summary>Targets of links, and words in backquotes that look like a path or a file.</summary>
    private static IEnumerable<string> Named(string line)
    {
        foreach (Match link in Link().Matches(line))
            if (!link.Groups[1].Value.Contains("://", StringComparison.Ordinal) && !link.Groups[1].Value.StartsWith('#'))
                yield return link.Groups[1].Value.Split('#')[0];
        foreach (Match span in Span().Matches(line))
            if (FileLike().IsMatch(span.Groups[1].Value))
                yield return span.Groups[1].Value;
    }

    private static bool Resolves(TextFile readme, string named)
    {
        // What lies beside the checkout is not the checkout's to have.
        if (named.StartsWith("../shared", StringComparison.Ordinal))
            return true;
        var path = named.TrimEnd('/');
        return Tree.Exists($"{readme.Folder}/{path}") || Tree.Exists(path)
            || Tree.Files.Any(file => file.Path.StartsWith(readme.Folder, StringComparison.Ordinal) && (file.Path.EndsWith("/" + path, StringComparison.Ordinal) || file.Path.Contains($"/{path}/", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex Span();

    // A.B.cs, Folder/, Folder/File.cs; not commands, patterns, topics, addresses or placeholders.
    [GeneratedRegex(@"^(?=.*[a-z])[\w.-]+(?:/[\w.-]+)*(?:\.(?:cs|md|yaml|yml|json|csproj|sln|ndjson|props)|/)$")]
    private static partial Regex FileLike();
}
