using System.Xml.Linq;
using Xunit;

namespace Compliance.House.Tests;

public sealed class ReferencesTests
{
    /// <summary>The arrows between the rooms. Data flows along them; nothing calls backwards.</summary>
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["proxy/Kafka"] = [],
        ["proxy/Rules"] = [],
        ["proxy/Protect"] = ["proxy/Rules"],
        ["proxy/Gateway"] = ["auditsink/Events", "auditsink/Signing", "proxy/Kafka", "proxy/Protect", "proxy/Rules"],
        ["auditsink/Events"] = [],
        ["auditsink/Ledger"] = ["auditsink/Events", "auditsink/Signing", "auditsink/Store"],
        ["auditsink/Search"] = ["auditsink/Events", "auditsink/Ledger", "auditsink/Settings", "auditsink/Store"],
        ["auditsink/Settings"] = [],
        ["auditsink/Signing"] = [],
        ["auditsink/Store"] = ["auditsink/Events"],
        ["auditsink/Sink"] = ["auditsink/Events", "auditsink/Ledger", "auditsink/Search", "auditsink/Settings", "auditsink/Store"],
        ["auditsink/Auditctl"] = ["auditsink/Events", "auditsink/Ledger", "auditsink/Search", "auditsink/Settings", "auditsink/Store", "proxy/Protect"],
        ["compose/Local"] = ["auditsink/Auditctl", "auditsink/Sink", "proxy/Gateway"],
    };

    [Fact]
    public void The_rooms_refer_to_each_other_exactly_as_drawn()
    {
        var found = Tree.Projects.Where(project => !project.Path.StartsWith("tests/", StringComparison.Ordinal)).ToDictionary(project => project.Folder, References, StringComparer.Ordinal);

        Assert.Equal(Arrows.Keys.Order(StringComparer.Ordinal), found.Keys.Order(StringComparer.Ordinal));
        Rule.Holds(
            Arrows.Where(arrow => !arrow.Value.SequenceEqual(found[arrow.Key])).Select(arrow => $"{arrow.Key} refers to [{string.Join(", ", found[arrow.Key])}], not to [{string.Join(", ", arrow.Value)}]"),
            "put the type into the room it belongs to; an arrow is added only by a decision, here and in the picture of the README.");
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_has_its_lock_file()
    {
        var solution = File.ReadAllText(Path.Combine(Tree.Root, "Compliance.sln")).Replace('\\', '/');

        Rule.Holds(Tree.Projects.Where(project => !solution.Contains(project.Path, StringComparison.Ordinal)).Select(project => $"{project.Path} is not in Compliance.sln"), "dotnet sln Compliance.sln add PROJECT.");
        Rule.Holds(Tree.Projects.Where(project => !Tree.Exists($"{project.Folder}/packages.lock.json")).Select(project => $"{project.Folder}/packages.lock.json is missing"), "dotnet restore, and commit the file.");
    }

    [Fact]
    public void No_project_softens_the_rules_of_the_build()
    {
        string[] softeners = ["NoWarn", "TreatWarningsAsErrors", "Nullable", "WarningsNotAsErrors", "AllowUnsafeBlocks", "RunAnalyzers"];
        Rule.Holds(
            from project in Tree.Projects
            from element in XDocument.Parse(project.Text).Descendants()
            where softeners.Contains(element.Name.LocalName, StringComparer.Ordinal)
            select $"{project.Path}: <{element.Name.LocalName}>",
            "mend what the warning says; a rule that is wrong for all is changed in Directory.Build.props or .editorconfig, with its reason.");
    }

    private static string[] References(TextFile project) =>
    [
        .. XDocument.Parse(project.Text).Descendants("ProjectReference")
            .Select(reference => Path.GetRelativePath(Tree.Root, Path.GetFullPath(Path.Combine(Tree.Root, project.Folder, Path.GetDirectoryName((string)reference.Attribute("Include")!)!))).Replace('\\', '/'))
            .Order(StringComparer.Ordinal),
    ];
}
