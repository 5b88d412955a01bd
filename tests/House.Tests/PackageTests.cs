using System.Text.Json;
using System.Xml.Linq;
using Xunit;

namespace Compliance.House.Tests;

public sealed class PackageTests
{
    private static readonly TextFile File = Tree.Files.Single(file => file.Path == "Directory.Packages.props");

    private static readonly List<XElement> Pinned = [.. XDocument.Parse(File.Text, LoadOptions.SetLineInfo).Descendants("PackageVersion")];

    /// <summary>Packages that a project refers to; those that only come along with one may be pinned too.</summary>
    private static readonly HashSet<string> Used =
    [
        .. Tree.Projects.SelectMany(project => XDocument.Parse(project.Text).Descendants("PackageReference")).Select(Name),
        .. Tree.Files.Where(file => file.Name == "packages.lock.json").SelectMany(Transitive),
    ];

    [Fact]
    public void A_package_stands_beside_its_reason() =>
        Rule.Holds(
            Pinned.Where(package => !HasReason(package)).Select(package => $"{File.Path}: {Name(package)}"),
            "write above it what it is for and why this one.");

    [Fact]
    public void A_package_that_nobody_uses_is_not_pinned() =>
        Rule.Holds(Pinned.Select(Name).Where(name => !Used.Contains(name)).Select(name => $"{File.Path}: {name}"), "take it out.");

    [Fact]
    public void Versions_stand_in_one_place() =>
        Rule.Holds(
            from project in Tree.Projects
            from reference in XDocument.Parse(project.Text).Descendants("PackageReference")
            where reference.Attribute("Version") is not null || reference.Attribute("VersionOverride") is not null
            select $"{project.Path}: {Name(reference)}",
            $"give the version in {File.Path}.");

    [Fact]
    public void The_proxy_rests_on_few_packages()
    {
        string[] rooms = ["proxy/Kafka", "proxy/Rules", "proxy/Protect", "proxy/Gateway", "auditsink/Events"];
        var packages = Tree.Projects.Where(project => rooms.Contains(project.Folder, StringComparer.Ordinal))
            .SelectMany(project => XDocument.Parse(project.Text).Descendants("PackageReference").Select(Name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

        Assert.True(packages.Count <= 12, $"The proxy refers to {packages.Count} packages, more than 12: {string.Join(", ", packages)}");
    }

    /// <summary>A comment right above it, above the packages it is listed with, or the group's label when that is a sentence.</summary>
    private static bool HasReason(XElement package)
    {
        for (var node = package.PreviousNode; node is not null; node = node.PreviousNode)
        {
            if (node is XComment comment)
                return comment.Value.Trim().Length >= 20;
            // A further package of the same family may share the reason of the one above it.
            if (node is XElement other && Name(other).Split('.')[0] != Name(package).Split('.')[0])
                break;
        }
        return ((string?)package.Parent?.Attribute("Label") ?? "").Contains(' ', StringComparison.Ordinal);
    }

    private static IEnumerable<string> Transitive(TextFile lockFile)
    {
        using var document = JsonDocument.Parse(lockFile.Text);
        return
        [
            .. from framework in document.RootElement.GetProperty("dependencies").EnumerateObject()
               from package in framework.Value.EnumerateObject()
               where package.Value.GetProperty("type").GetString() == "CentralTransitive"
               select package.Name,
        ];
    }

    private static string Name(XElement element) => (string?)element.Attribute("Include") ?? (string?)element.Attribute("Update") ?? "";
}
